import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { end } from '../scripts/demo/end.ts'
import { post, get } from './process.ts'
import { eventually } from './measure.ts'

const opened = z.object({ wsUrl: z.string(), controlUrl: z.string() })
const happening = z.looseObject({ type: z.string(), phone: z.string().optional() })
const file = z.looseObject({ problem: z.string().optional() })
const listed = z.object({
  messages: z.array(
    z.object({
      text: z.string(),
      copies: z.number(),
      content: z.looseObject({ file: file.optional() }).optional(),
    }),
  ),
})

export interface FilledFile {
  readonly type: 'image' | 'document'
  readonly head: Buffer
  /** In bytes. */
  readonly size: number
}

/**
 * The simulated WhatsApp network in a process of its own, so that its cryptography does not stand in
 * the way of the clock that times the bots.
 */
export interface Network extends AsyncDisposable {
  readonly wsUrl: string
  readonly controlUrl: string
  readonly pid: number
  addPhone(phone: string): Promise<void>
  /** What is on a phone already when a bot is linked to it. */
  givePast(phone: string, past: object): Promise<void>
  scan(phone: string, qr: string): Promise<void>
  sendText(phone: string, to: string, text: string): Promise<void>
  /** A file that begins with these bytes and is filled up to a size. */
  sendFile(phone: string, to: string, file: FilledFile): Promise<void>
  /** Cuts a linked device off, and lets nobody connect until `letIn`. */
  keepOut(phone: string): Promise<void>
  letIn(): Promise<void>
  /** How many messages have been decrypted at a phone, by whoever sent them. */
  arrived(phone: string): number
  /** How often a linked device of the phone has become active. */
  activations(phone: string): number
  /** The texts that a phone has, each with how often it came. */
  messagesAt(phone: string): Promise<z.output<typeof listed>['messages']>
}

export async function openNetwork(root: string): Promise<Network> {
  const program = join(root, 'simulator', 'main.ts')
  const child = spawn(process.execPath, [program, '--port', '0', '--seed', 'bench', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
    once(child, 'exit').then(() => Promise.reject(new Error('the simulator did not start'))),
  ])
  const { wsUrl, controlUrl } = opened.parse(JSON.parse(line))
  const counts = await follow(controlUrl)
  const at = (phone: string): string => `${controlUrl}/phones/${encodeURIComponent(phone)}`
  return {
    wsUrl,
    controlUrl,
    pid: child.pid ?? Number.NaN,
    addPhone: (phone) => post(`${controlUrl}/phones`, { phone }),
    async givePast(phone, past) {
      const response = await fetch(`${at(phone)}/past`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(past),
      })
      if (!response.ok) throw new Error(`the simulator answered ${response.status}`)
    },
    scan: (phone, qr) => post(`${at(phone)}/scan`, { qr }),
    sendText: (phone, to, text) => post(`${at(phone)}/messages`, { to, text }),
    sendFile: (phone, to, { type, head, size }) => {
      const message = { type, data: head.toString('base64'), padTo: size }
      return post(`${at(phone)}/messages`, { to, message })
    },
    async keepOut(phone) {
      await post(`${controlUrl}/faults`, { kind: 'refuse', times: 1000 })
      await post(`${controlUrl}/faults`, { kind: 'drop', phone })
    },
    async letIn() {
      const response = await fetch(`${controlUrl}/faults`, { method: 'DELETE' })
      if (!response.ok) throw new Error(`the simulator answered ${response.status}`)
    },
    arrived: (phone) => counts.get(`message ${phone}`) ?? 0,
    activations: (phone) => counts.get(`active ${phone}`) ?? 0,
    messagesAt: async (phone) => listed.parse(await get(`${at(phone)}/messages`)).messages,
    [Symbol.asyncDispose]: () => end(child, 'SIGTERM'),
  }
}

/** Counts what happens, by type and phone, from the network's stream of events. */
async function follow(controlUrl: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const { body } = await fetch(`${controlUrl}/events`)
  if (!body) throw new Error('the simulator tells no events')
  void count(body.pipeThrough(new TextDecoderStream()), counts).catch(() => undefined)
  return counts
}

async function count(stream: ReadableStream<string>, counts: Map<string, number>): Promise<void> {
  let rest = ''
  for await (const chunk of stream) {
    const events = (rest + chunk).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const data = event.split('\n').find((field) => field.startsWith('data: '))
      if (!data || !/"type":"(message|active)"/.test(data)) continue
      const { type, phone } = happening.parse(JSON.parse(data.slice('data: '.length)))
      const key = `${type} ${phone ?? ''}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
}

/** Waits until so many more messages than before are at phones together. */
export const untilArrived = (
  network: Network,
  phones: readonly string[],
  total: number,
  seconds = 180,
): Promise<true> =>
  eventually(
    `${total} messages at ${phones.join(', ')}`,
    () => (arrivedAt(network, phones) >= total ? true : undefined),
    seconds,
  )

export const arrivedAt = (network: Network, phones: readonly string[]): number =>
  phones.reduce((sum, phone) => sum + network.arrived(phone), 0)

/** @throws {Error} unless each of the texts is at the phone once */
export async function insistOnce(
  network: Network,
  phone: string,
  texts: readonly string[],
): Promise<void> {
  const copies = new Map<string, number>()
  for (const message of await network.messagesAt(phone)) {
    copies.set(message.text, (copies.get(message.text) ?? 0) + message.copies)
  }
  const wrong = texts.filter((text) => copies.get(text) !== 1)
  if (wrong.length > 0) throw new Error(`${wrong.length} messages are not once at ${phone}`)
}

/** @throws {Error} unless the phone could open every file that it was sent */
export async function insistOpened(network: Network, phone: string): Promise<void> {
  for (const { content } of await network.messagesAt(phone)) {
    const problem = content?.file?.problem
    if (problem !== undefined) throw new Error(`a file at ${phone} cannot be opened: ${problem}`)
  }
}

const ANSWER_MS = 30_000

/**
 * Does something, and waits until one more message has been decrypted at a phone. Looks each
 * millisecond: what is timed so takes some twenty of them.
 * @throws {Error} when none comes for half a minute
 */
export async function andArrived(
  network: Network,
  phone: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const had = network.arrived(phone)
  await work()
  const deadline = Date.now() + ANSWER_MS
  while (network.arrived(phone) <= had) {
    if (Date.now() > deadline) throw new Error(`no message came to ${phone}`)
    await sleep(1)
  }
}

/**
 * To be asked for before devices connect.
 * @returns what waits until a linked device of each phone has become active since
 */
export function connecting(network: Network, phones: readonly string[]): () => Promise<void> {
  const before = phones.map((phone) => network.activations(phone))
  return async () => {
    await eventually(
      'all to be connected',
      () =>
        phones.every((phone, at) => network.activations(phone) > (before[at] ?? 0)) || undefined,
      300,
    )
  }
}
