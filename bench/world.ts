import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { createTenant } from '../common/contracts/public-api.ts'
import type { Tenant } from '../common/contracts/public-api.ts'
import { callServer } from '../scripts/client.ts'
import { linkPhone } from '../scripts/demo/link.ts'
import { freePort, openThrowaway } from '../scripts/demo/throwaway.ts'
import type { Throwaway } from '../scripts/demo/throwaway.ts'
import { until } from '../scripts/demo/until.ts'
import { startFleet } from '../scripts/start/start-fleet.ts'
import { openSimulator } from '../simulator/simulator.ts'
import type { Simulator } from '../simulator/simulator.ts'

const root = join(import.meta.dirname, '..')

/** One network, with our fleet and naive bots on it side by side. */
export interface World extends AsyncDisposable {
  readonly simulator: Simulator
  readonly throwaway: Throwaway
  naive(name: string): Promise<NaiveBot>
  tenant(index: number): Promise<Tenant>
}

const statsSchema = z.object({
  qr: z.string().optional(),
  open: z.boolean(),
  received: z.number(),
})

/** A bot from Baileys' README in a process of its own. */
export class NaiveBot implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #url: string

  constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.#url = `http://127.0.0.1:${port}`
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN
  }

  /** Undefined while it does not listen yet. */
  async stats(): Promise<z.output<typeof statsSchema> | undefined> {
    try {
      return statsSchema.parse(await (await fetch(`${this.#url}/stats`)).json())
    } catch {
      return undefined
    }
  }

  async post(path: '/send' | '/burst', body: object): Promise<void> {
    const response = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`the naive bot answered ${response.status}`)
    await response.arrayBuffer()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill('SIGKILL')
    await once(this.#child, 'exit')
  }
}

export async function openWorld(): Promise<World> {
  const simulator = await openSimulator({ seed: 'bench' })
  const throwaway = await openThrowaway({ whatsappWsUrl: simulator.wsUrl })
  await startFleet(throwaway.installation, () => undefined)
  return {
    simulator,
    throwaway,
    async naive(name) {
      const authDir = join(throwaway.folder, 'naive', name)
      mkdirSync(authDir, { recursive: true })
      const port = await freePort()
      const child = spawn(process.execPath, [join(root, 'bench', 'naive-bot.ts')], {
        env: {
          PATH: process.env['PATH'],
          AUTH_DIR: authDir,
          WS_URL: simulator.wsUrl,
          PORT: String(port),
        },
        stdio: 'ignore',
      })
      return new NaiveBot(child, port)
    },
    tenant: (index) =>
      callServer(throwaway.installation.server, createTenant, {
        body: { business_name: `Shop ${index}`, slug: `shop-${index}` },
      }),
    [Symbol.asyncDispose]: async () => {
      await throwaway[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}

/** Valid numbers that nobody has. */
export const shopPhone = (index: number): string => `+54911555500${String(index).padStart(2, '0')}`
export const naivePhone = (index: number): string => `+54911777700${String(index).padStart(2, '0')}`
export const customerPhone = (index: number): string =>
  `+54911666600${String(index).padStart(2, '0')}`

/** A tenant with a linked phone. */
export async function linkedTenant(world: World, index: number): Promise<Tenant> {
  const { simulator, throwaway } = world
  simulator.addPhone(shopPhone(index))
  const { slug } = await world.tenant(index)
  return linkPhone(throwaway.installation.server, simulator, slug, shopPhone(index))
}

/** A naive bot with a linked phone. */
export async function linkedNaive(world: World, index: number): Promise<NaiveBot> {
  world.simulator.addPhone(naivePhone(index))
  const bot = await world.naive(`bot-${index}`)
  const qr = await until('the naive bot to show a QR', async () => (await bot.stats())?.qr)
  await world.simulator.scan(naivePhone(index), qr)
  await untilOpen(bot)
  return bot
}

export const untilOpen = (bot: NaiveBot): Promise<true> =>
  until('the naive bot to be open', async () => ((await bot.stats())?.open ? true : undefined))
