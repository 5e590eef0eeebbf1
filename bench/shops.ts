import { join } from 'node:path'
import * as z from 'zod'
import { createTenant, startTenant, stopTenant } from '../common/contracts/public-api.ts'
import { tenantStats } from '../common/contracts/public-books.ts'
import { callServer } from '../scripts/client.ts'
import { untilOpen } from '../scripts/demo/link.ts'
import { andArrived } from './network.ts'
import { customerPhone, ourBot, qrOf, shopPhone } from './world.ts'
import type { World } from './world.ts'
import { keepBooks } from './year.ts'

/** A bot with an owner who writes to it. */
export interface Shop {
  readonly slug: string
  readonly pid: number
  /** Writes to the bot and waits until its answer is at the phone. */
  say(text: string): Promise<void>
  /** Writes to the bot. */
  tell(text: string): Promise<void>
  /** How many messages it has dealt with since it started. */
  received(): Promise<number>
  /** Asks the server's API about it, and reads the whole answer. */
  ask(path: string, body?: object): Promise<void>
  /** How many sales stand. */
  sales(): Promise<number>
}

interface Wanted {
  readonly vertical: 'plain' | 'retail'
  /** In its books before anything is measured. */
  readonly sales?: number
}

/** A linked tenant of a kind; its books are filled while its bot does not run. */
export async function openShop(world: World, index: number, wanted: Wanted): Promise<Shop> {
  const { network, installation } = world
  const { server } = installation
  const [shop, owner] = [shopPhone(index), customerPhone(index)]
  for (const phone of [shop, owner]) await network.addPhone(phone)
  const name = { business_name: `Shop ${index}`, slug: `shop-${index}` }
  const { vertical, sales } = wanted
  const body = { ...name, vertical, owners: [owner], currency: 'ARS', language: 'es' }
  const { slug, id } = await callServer(server, createTenant, { body })
  await network.scan(shop, await qrOf(world, slug))
  await untilOpen(server, slug)
  if (sales !== undefined) {
    const params = { tenant: slug }
    await callServer(server, stopTenant, { params })
    await keepBooks(join(installation.tenantFolder(slug), 'business.db'), id, sales)
    await callServer(server, startTenant, { params })
    await untilOpen(server, slug)
  }
  const bot = await ourBot(world, slug)
  const tell = (text: string): Promise<void> => network.sendText(owner, shop, text)
  return {
    slug,
    pid: bot.pid,
    tell,
    say: (text) => andArrived(network, owner, () => tell(text)),
    received: async () => (await bot.status()).messagesIn,
    async ask(path, posted) {
      const response = await fetch(`${server.url}/api/tenants/${slug}/${path}`, {
        method: posted ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${server.adminKey}`,
          'content-type': 'application/json',
        },
        ...(posted && { body: JSON.stringify(posted) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`)
    },
    sales: async () => {
      const { sales: stand } = await callServer(server, tenantStats, { params: { tenant: slug } })
      return z.int().parse(stand)
    },
  }
}
