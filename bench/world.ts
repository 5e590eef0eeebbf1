import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as z from 'zod'
import { botStatus } from '../common/contracts/bot-api.ts'
import { createTenant, getTenant, getTenantPairing } from '../common/contracts/public-api.ts'
import { Problem } from '../common/kit/errors.ts'
import { callServer } from '../scripts/client.ts'
import { untilOpen } from '../scripts/demo/link.ts'
import { openThrowaway } from '../scripts/demo/throwaway.ts'
import type { Installation } from '../scripts/installation.ts'
import { startFleet } from '../scripts/start/start-fleet.ts'
import { eventually } from './measure.ts'
import { naiveBots } from './naive.ts'
import type { NaiveBot } from './naive.ts'
import { openNetwork } from './network.ts'
import type { Network } from './network.ts'

const root = join(import.meta.dirname, '..')

/** Flags for the bots' Node, to profile what is being measured; for nothing else. */
const { BOT_NODE_ARGS } = process.env
const extraFor = (botFlags: readonly string[]): Record<string, string> => {
  const flags = [BOT_NODE_ARGS ?? '', ...botFlags].join(' ').trim()
  return {
    // The consumer of events is on this machine too.
    WEBHOOK_ALLOW_PRIVATE: 'true',
    ...(flags !== '' && { BOT_NODE_ARGS: flags }),
  }
}

/** One network, with our fleet (under a PM2 of its own) and naive bots on it side by side. */
export interface World extends AsyncDisposable {
  readonly network: Network
  readonly installation: Installation
  /** Starts a naive bot on the session of that name. */
  readonly naive: (name: string) => Promise<NaiveBot>
}

/** @param botFlags for the Node of the bots */
export async function openWorld(botFlags: readonly string[] = []): Promise<World> {
  await using opening = new AsyncDisposableStack()
  const network = opening.use(await openNetwork(root))
  const { folder, installation } = opening.use(
    await openThrowaway({ whatsappWsUrl: network.wsUrl, extra: extraFor(botFlags) }),
  )
  await startFleet(installation, () => undefined)
  const naive = await naiveBots(root, folder, network.wsUrl)
  const opened = opening.move()
  return { network, installation, naive, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** Valid numbers that nobody has. */
const numbered = (prefix: string, index: number): string =>
  `+54911${prefix}${String(index).padStart(3, '0')}`
export const shopPhone = (index: number): string => numbered('55550', index)
export const naivePhone = (index: number): string => numbered('77770', index)
export const customerPhone = (index: number): string => numbered('66660', index)

/** Registers a business; its bot is starting. */
export async function addTenant({ installation }: World, index: number): Promise<string> {
  const body = { business_name: `Shop ${index}`, slug: `shop-${index}` }
  return (await callServer(installation.server, createTenant, { body })).slug
}

/** Asks the server until it has a tenant's QR. */
export const qrOf = ({ installation }: World, tenant: string): Promise<string> =>
  eventually(`a QR of ${tenant}`, async () => {
    try {
      return (await callServer(installation.server, getTenantPairing, { params: { tenant } })).qr
    } catch (error) {
      if (error instanceof Problem && error.code === 'bot_unreachable') return undefined
      throw error
    }
  })

export const naiveQrOf = (bot: NaiveBot): Promise<string> =>
  eventually('the QR of a naive bot', async () => (await bot.stats())?.qr)

/** One of our bots, linked and connected. */
export interface OurBot {
  readonly slug: string
  readonly pid: number
  /** Asks the bot itself how it is doing. */
  status(): Promise<z.output<typeof botStatus.reply>>
}

/** A tenant with a linked phone. */
export async function linkedTenant(world: World, index: number): Promise<OurBot> {
  const { network, installation } = world
  await network.addPhone(shopPhone(index))
  const slug = await addTenant(world, index)
  await network.scan(shopPhone(index), await qrOf(world, slug))
  await untilOpen(installation.server, slug)
  return await ourBot(world, slug)
}

/** The bot of a tenant, linked or not. */
export async function ourBot({ installation }: World, slug: string): Promise<OurBot> {
  const { botPort } = await callServer(installation.server, getTenant, { params: { tenant: slug } })
  const token = readFileSync(join(installation.tenantFolder(slug), 'bot.token'), 'utf8').trim()
  const address = { url: `http://127.0.0.1:${botPort}`, adminKey: token }
  const status: OurBot['status'] = () => callServer(address, botStatus)
  return { slug, pid: (await status()).pid, status }
}

/** A naive bot with a linked phone. */
export async function linkedNaive({ network, naive }: World, index: number): Promise<NaiveBot> {
  await network.addPhone(naivePhone(index))
  const bot = await naive(`bot-${index}`)
  await network.scan(naivePhone(index), await naiveQrOf(bot))
  await eventually('a naive bot to be open', async () =>
    (await bot.stats())?.open ? true : undefined,
  )
  return bot
}
