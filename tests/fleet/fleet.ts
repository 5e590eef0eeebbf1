import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'
import { createTenant } from '../../common/contracts/public-api.ts'
import { getTenantMessage, postTenantMessage } from '../../common/contracts/public-messages.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { Problem } from '../../common/kit/errors.ts'
import { callServer } from '../../scripts/client.ts'
import { linkPhone } from '../../scripts/demo/link.ts'
import { openThrowaway } from '../../scripts/demo/throwaway.ts'
import type { Throwaway } from '../../scripts/demo/throwaway.ts'
import { until } from '../../scripts/demo/until.ts'
import type { Installation } from '../../scripts/installation.ts'
import { startFleet } from '../../scripts/start/start-fleet.ts'
import { askDaemon } from '../../server/fleet/pm2-daemon.ts'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'

export const root = resolve(import.meta.dirname, '../..')
export { until }

/** A real installation of real processes against the simulator. */
export interface Fleet extends AsyncDisposable {
  readonly simulator: Simulator
  readonly throwaway: Throwaway
  readonly installation: Installation
}

interface FleetOptions {
  readonly start?: boolean
  /** More settings of the installation. */
  readonly extra?: Readonly<Record<string, string>>
}

export async function openFleet(options: FleetOptions = {}): Promise<Fleet> {
  const simulator = await openSimulator({ seed: 'fleet' })
  const throwaway = await openThrowaway({
    whatsappWsUrl: simulator.wsUrl,
    ...(options.extra && { extra: options.extra }),
  })
  const fleet = {
    simulator,
    throwaway,
    installation: throwaway.installation,
    [Symbol.asyncDispose]: async () => {
      await throwaway[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
  if (options.start !== false) await startFleet(fleet.installation, () => undefined)
  return fleet
}

/** Phone numbers that are valid and nobody's: a shop's and its customer's. */
export const shopPhone = (index: number): string => `+54911555500${String(index).padStart(2, '0')}`
export const customerPhone = (index: number): string =>
  `+54911666600${String(index).padStart(2, '0')}`

export async function addLinkedTenant(fleet: Fleet, index: number): Promise<Tenant> {
  const { simulator, installation } = fleet
  simulator.addPhone(shopPhone(index), { name: `Shop ${index}` })
  const tenant = await addTenant(fleet, index)
  return linkPhone(installation.server, simulator, tenant.slug, shopPhone(index))
}

export const addTenant = ({ installation }: Fleet, index: number): Promise<Tenant> =>
  callServer(installation.server, createTenant, {
    body: { business_name: `Shop ${index}`, slug: `shop-${index}` },
  })

/** Sends as a careful client does: under one key, again while the bot is away. */
export const send = (
  { installation }: Fleet,
  tenant: string,
  to: string,
  text: string,
): Promise<{ id: string }> => {
  const idempotencyKey = randomUUID()
  return until(`${tenant} to accept a message`, async () => {
    try {
      return await callServer(installation.server, postTenantMessage, {
        params: { tenant },
        body: { to, text },
        idempotencyKey,
      })
    } catch (error) {
      if (error instanceof Problem && error.status === 503) return undefined
      throw error
    }
  })
}

export const untilDelivery = (
  fleet: Fleet,
  tenant: string,
  id: string,
  delivery: string,
  seconds = 30,
): Promise<true> =>
  until(
    `${id} of ${tenant} to be ${delivery}`,
    async () => {
      const message = await callServer(fleet.installation.server, getTenantMessage, {
        params: { tenant, id },
      })
      return message.delivery === delivery ? true : undefined
    },
    seconds,
  )

const listed = z.array(
  z.object({
    name: z.string(),
    pid: z.number().optional(),
    pm2_env: z.looseObject({
      status: z.string(),
      restart_time: z.number().optional(),
      axm_monitor: z.record(z.string(), z.looseObject({ value: z.unknown() })).optional(),
    }),
  }),
)

/** What this fleet's own PM2 has on its list. */
export async function pm2List({ throwaway }: Fleet): Promise<z.output<typeof listed>> {
  const daemon = { root, home: throwaway.environment['PM2_HOME'] ?? '' }
  return listed.parse(await askDaemon(daemon, 'getMonitorData', {}, 30_000))
}

export async function pm2(fleet: Fleet, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'node_modules/pm2/bin/pm2'), ...args],
    { env: environment(fleet), maxBuffer: 64 * 1024 * 1024, cwd: root },
  )
  return stdout
}

export async function pidOf(fleet: Fleet, app: string): Promise<number> {
  const found = (await pm2List(fleet)).find(({ name }) => name === app)
  if (!found?.pid) throw new Error(`${app} does not run`)
  return found.pid
}

export const environment = (fleet: Fleet): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
  ...fleet.throwaway.environment,
})

export interface Ended {
  readonly code: number
  readonly output: string
}

/** Runs a command of the product to its end, as a user would. */
export function command(fleet: Fleet, ...args: readonly string[]): Promise<Ended> {
  const { ended } = startCommand(fleet, ...args)
  return ended
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  output(): string
}

export function startCommand(fleet: Fleet, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(root, 'scripts/flotilla.ts'), ...args], {
    cwd: root,
    env: environment(fleet),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return {
    child,
    output: () => output,
    ended: new Promise((done) => {
      child.on('close', (code) => done({ code: code ?? -1, output }))
    }),
  }
}
