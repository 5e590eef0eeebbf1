import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { storedFileSchema } from '../common/contracts/media-api.ts'
import {
  createTenantWebhook,
  deleteTenantWebhook,
  updateTenantWebhook,
} from '../common/contracts/webhook-api.ts'
import { listTenantMessages } from '../common/contracts/public-messages.ts'
import { atOnce } from '../common/kit/at-once.ts'
import { callServer } from '../scripts/client.ts'
import type { ServerAddress } from '../scripts/client.ts'
import { eventually } from './measure.ts'
import { post, postBytes } from './process.ts'
import { arrivedAt, untilArrived } from './network.ts'
import type { Chat, NaiveBot } from './naive.ts'
import { customerPhone, linkedNaive, linkedTenant, naivePhone, shopPhone } from './world.ts'
import type { OurBot, World } from './world.ts'

/** How many calls an asker keeps open beside each other when it is in a hurry. */
export const HURRY = 10

const MIMES = { image: 'image/jpeg', document: 'application/pdf' } as const
type FileType = keyof typeof MIMES

/** What posts the events of one side to a consumer. */
export interface Hook {
  /** Posts at once all that waits; a side that keeps nothing posts these texts instead. */
  catchUp(texts: readonly string[]): Promise<void>
  end(): Promise<void>
}

/** One of the two contenders with people who write to it; both are asked the same things. */
export interface Side {
  readonly name: 'ours' | 'naive'
  readonly phone: string
  readonly customers: readonly string[]
  readonly pid: number
  /** Hands over one message, the way this side's API takes it. */
  send(to: string, text: string): Promise<void>
  /** Hands over many, the quickest way this side has. */
  burst(chats: readonly Chat[]): Promise<void>
  /** Hands over one file, the way this side's API takes it. */
  readonly sendFile: (to: string, type: FileType, bytes: Buffer) => Promise<void>
  /** How many files it has on its disk, whatever way they came. */
  readonly files: () => Promise<number>
  /** Has the events of messages that come in posted to a URL, until that is ended. */
  readonly hook: (to: string) => Promise<Hook>
  /** How many inbound messages it has dealt with since it started. */
  received(): Promise<number>
  /** @throws {Error} unless it can show each of these inbound texts once, where it stores them */
  insistStored(texts: readonly string[]): Promise<void>
}

/** A linked bot of each kind, `customers` people each, sessions made and welcomes said. */
export async function openSides(
  world: World,
  opened: AsyncDisposableStack,
  index: number,
  customers: number,
): Promise<readonly [Side, Side]> {
  const people = (first: number): readonly string[] =>
    Array.from({ length: customers }, (_, number) => customerPhone(first + number))
  const first = index * 2 * customers
  const ours = oursOf(world, await linkedTenant(world, index), index, people(first))
  const bot = opened.use(await linkedNaive(world, index))
  const naive = naiveOf(bot, index, people(first + customers))
  for (const side of [ours, naive]) await acquaint(world, side)
  return [ours, naive]
}

function oursOf(world: World, bot: OurBot, index: number, customers: readonly string[]): Side {
  const { server } = world.installation
  const { slug: tenant, pid } = bot
  const authorization = `Bearer ${server.adminKey}`
  const handOver = handingOver(server, tenant)
  return {
    name: 'ours',
    phone: shopPhone(index),
    customers,
    pid,
    send: (to, text) => handOver({ to, text }),
    async sendFile(to, type, bytes) {
      const media = `${server.url}/api/tenants/${tenant}/media`
      const given = await postBytes(media, bytes, { authorization, 'content-type': MIMES[type] })
      const { id } = storedFileSchema.parse(given)
      await handOver({ to, type, [type]: { id } })
    },
    files: async () =>
      readdirSync(join(world.installation.dataDir, 'tenants', tenant, 'media'), {
        recursive: true,
        withFileTypes: true,
      }).filter((entry) => entry.isFile() && entry.name.length === 64).length,
    burst: (chats) => atOnce(HURRY, mixed(chats), handOver),
    hook: (to) => ourHook(world, tenant, to),
    received: async () => (await bot.status()).messagesIn,
    async insistStored(texts) {
      const stored = await inboundTexts(world, tenant)
      const wrong = texts.filter((text) => stored.filter((other) => other === text).length !== 1)
      if (wrong.length > 0) throw new Error(`${wrong.length} messages are not stored once`)
    },
  }
}

/** @returns what hands a message over to the server's API, the way the naive bots' are handed over */
export const handingOver =
  ({ url, adminKey }: ServerAddress, tenant: string) =>
  (message: object): Promise<void> =>
    post(`${url}/api/tenants/${tenant}/messages`, message, {
      authorization: `Bearer ${adminKey}`,
      'idempotency-key': randomUUID(),
    })

async function ourHook({ installation }: World, tenant: string, url: string): Promise<Hook> {
  const { server } = installation
  const { id } = await callServer(server, createTenantWebhook, {
    params: { tenant },
    body: { url, events: ['message.received'] },
  })
  return {
    async catchUp() {
      await callServer(server, updateTenantWebhook, {
        params: { tenant, id },
        body: { enabled: true },
      })
    },
    async end() {
      await callServer(server, deleteTenantWebhook, { params: { tenant, id } })
    },
  }
}

async function inboundTexts({ installation }: World, tenant: string): Promise<string[]> {
  const texts: string[] = []
  let after: string | null = ''
  while (after !== null) {
    const page: { messages: readonly { text: string | null }[]; after: string | null } =
      await callServer(installation.server, listTenantMessages, {
        params: { tenant },
        query: { direction: 'inbound', limit: '500', ...(after !== '' && { after }) },
      })
    texts.push(...page.messages.map(({ text }) => text ?? ''))
    after = page.after
  }
  return texts
}

function naiveOf(bot: NaiveBot, index: number, customers: readonly string[]): Side {
  return {
    name: 'naive',
    phone: naivePhone(index),
    customers,
    pid: bot.pid,
    send: (to, text) => post(`${bot.url}/send`, { to, text }),
    async sendFile(to, type, bytes) {
      await postBytes(`${bot.url}/${type}?to=${encodeURIComponent(to)}`, bytes, {
        'content-type': MIMES[type],
      })
    },
    files: async () => (await bot.stats())?.files ?? 0,
    burst: (chats) => bot.burst(chats),
    async hook(given) {
      await post(`${bot.url}/hook`, { url: given })
      return {
        catchUp: (texts) => post(`${bot.url}/flood`, { texts }),
        end: () => post(`${bot.url}/hook`, {}),
      }
    },
    received: async () => (await bot.stats())?.received ?? 0,
    // It only counts.
    insistStored: () => Promise.resolve(),
  }
}

/** The chats' messages in turn, each chat's in their order. */
export function mixed(chats: readonly Chat[]): readonly { to: string; text: string }[] {
  const longest = Math.max(0, ...chats.map(({ texts }) => texts.length))
  return Array.from({ length: longest }, (_, number) =>
    chats.flatMap(({ to, texts }) => {
      const text = texts[number]
      return text === undefined ? [] : [{ to, text }]
    }),
  ).flat()
}

async function acquaint({ network }: World, side: Side): Promise<void> {
  const { length } = side.customers
  for (const customer of side.customers) {
    await network.addPhone(customer)
    await network.sendText(customer, side.phone, 'hola')
  }
  await eventually('the first messages to be received', async () =>
    (await side.received()) >= length ? true : undefined,
  )
  // Ours has a word of welcome for each, which the baseline has not.
  await untilArrived(network, side.customers, side.name === 'ours' ? length : 0)
  const before = arrivedAt(network, side.customers)
  await side.burst(side.customers.map((to) => ({ to, texts: ['uno', 'dos', 'tres'] })))
  await untilArrived(network, side.customers, before + 3 * length)
}

/** `count` texts that nobody has written yet, spread over chats. */
export function newChats(people: readonly string[], count: number): readonly Chat[] {
  const mark = randomUUID().slice(0, 8)
  return people.map((to, chat) => ({
    to,
    texts: Array.from(
      { length: Math.ceil((count - chat) / people.length) },
      (_, number) => `${mark} ${chat} ${number}`,
    ),
  }))
}

/** `count` messages in, then as many out: bare Baileys does not bear both at the same time. */
export async function converse({ network }: World, side: Side, count: number): Promise<void> {
  const had = await side.received()
  await atOnce(2, mixed(newChats(side.customers, count)), ({ to, text }) =>
    network.sendText(to, side.phone, text),
  )
  await eventually(
    'all to be received',
    async () => ((await side.received()) >= had + count ? true : undefined),
    400,
  )
  const before = arrivedAt(network, side.customers)
  await atOnce(2, mixed(newChats(side.customers, count)), ({ to, text }) => side.send(to, text))
  await untilArrived(network, side.customers, before + count, 400)
}
