import { textOf } from '../../../common/contracts/content/content.ts'
import type { Agent } from '../../../bot/agent/agent.ts'
import { SendError } from '../../../bot/channels/channel.ts'
import type { Channel, ChannelMessage, InboundMessage } from '../../../bot/channels/channel.ts'
import { acceptor } from '../../../bot/conversation/accept.ts'
import type { Accept } from '../../../bot/conversation/accept.ts'
import { openOutbox } from '../../../bot/conversation/deliver.ts'
import { progressor } from '../../../bot/conversation/progress.ts'
import { receiver } from '../../../bot/conversation/receive.ts'
import { openTurns } from '../../../bot/conversation/turns.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import type { TenantId } from '../../../common/domain/ids.ts'
import { pacingSchema } from '../../../common/domain/pacing.ts'
import { queriesOver } from '../../../common/kit/database.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import { Died, Mortal, openFrail } from './frail-database.ts'
import { LabClock } from './lab-clock.ts'

/** How a try to send ends, and whether the network has the message then. */
export const FATES = [
  'ok',
  'unsent',
  'unknown-lost',
  'unknown-has-it',
  'late-ack',
  'refuse',
] as const
export type Fate = (typeof FATES)[number]

export interface Handed {
  readonly id: string
  readonly phone: string
  readonly text: string
  readonly arrived: boolean
}

/** Each message has a turn of its own, and nobody is silenced. */
const BUSINESS = {
  business_name: 'The lab',
  inventory: { low_stock: 3 },
  hours: null,
  currency: 'USD',
  features: {
    audio_enabled: true,
    sales_enabled: true,
    expenses_enabled: true,
    inventory_enabled: true,
  },
  language: 'es',
  timezone: 'UTC',
  pacing: pacingSchema.parse({ enabled: false }),
  owners: [],
  prompts: { system_prompt: '', welcome_message: '' },
  handover: { hours: 0 },
  bursts: { seconds: 0 },
  loops: { replies: 1000, minutes: 10, silence_minutes: 1 },
}

/** The world outside the process: what it was handed outlives every crash. */
export class Network {
  readonly handed: Handed[] = []
  /** What happens elsewhere while a message is under way. */
  meanwhile: (text: string) => Promise<unknown> = () => Promise.resolve()
  readonly #fates: Fate[]
  #ids = 0

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates]
  }

  newId(): string {
    this.#ids += 1
    return `OUT${this.#ids}`
  }

  take(message: ChannelMessage): Fate {
    const fate = this.#fates.shift() ?? 'ok'
    const arrived = fate === 'ok' || fate === 'unknown-has-it' || fate === 'late-ack'
    const { id, content, phone } = message
    const text = textOf(content) ?? ''
    this.handed.push({ id, text, phone: phone ?? '', arrived })
    return fate
  }
}

/** One life of a tenant's process over the real store: outbox, turns and the ways in. */
export class Life {
  readonly store: Store
  readonly accept: Accept
  readonly receive: (message: InboundMessage) => Promise<void>
  readonly mortal: Mortal
  readonly #clock: LabClock
  readonly #queues: readonly Queue[]
  readonly #close: () => void

  constructor(
    parts: { file: string; tenantId: TenantId; clock: LabClock; network: Network; agent: Agent },
    steps: number,
  ) {
    const { clock, network } = parts
    this.#clock = clock
    this.mortal = new Mortal(steps)
    const { sqlite, close } = openFrail(parts.file, this.mortal)
    this.#close = close
    this.store = storeOver(queriesOver<Tables>(sqlite), parts.tenantId, clock)
    const random = () => 0.5
    const failed = (error: Error): void => {
      if (!(error instanceof Died) && !this.mortal.isDead) throw error
    }
    const newMessageId = () => asChannelMessageId(network.newId())
    const outbox = openOutbox({
      store: this.store,
      channel: this.#channel(network),
      clock,
      random,
      moved: () => undefined,
      sent: () => undefined,
      business: () => BUSINESS,
      isOwner: () => false,
      putOff: () => undefined,
      failed,
    })
    const agent: Agent = {
      think: async (turn) => {
        this.mortal.step()
        return await parts.agent.think(turn)
      },
    }
    const turns = openTurns({
      store: this.store,
      agent,
      clock,
      random,
      business: () => BUSINESS,
      loopFound: () => undefined,
      newMessageId,
      ended: () => outbox.wake(),
      turnFailed: () => undefined,
      failed,
    })
    this.#queues = [outbox, turns]
    const accepted = () => outbox.wake()
    this.accept = acceptor({ store: this.store, clock, channel: 'lab', newMessageId, accepted })
    const receive = receiver({
      store: this.store,
      clock,
      business: () => BUSINESS,
      newMessageId,
      heard: () => outbox.wake(),
      received: () => turns.wake(),
    })
    this.receive = (message) => receive('lab', message)
  }

  /** Works until nothing is due at this moment, or until the process is dead. */
  async settle(): Promise<void> {
    // Queues wake one another; twice in a row with nothing to do is rest.
    for (let round = 0; round < 3 && !this.mortal.isDead; round += 1) {
      for (const queue of this.#queues) await this.#orDeath(queue.settle())
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Nothing of it goes on; what it had not committed is gone. */
  async end(): Promise<void> {
    this.mortal.isDead = true
    for (const queue of this.#queues) await queue[Symbol.asyncDispose]()
    this.#clock.forget()
    this.#close()
  }

  /** A dead process's queues rest before they look again; nobody has to wait for that. */
  async #orDeath(work: Promise<void>): Promise<void> {
    const state = { isOver: false }
    const done = work.then(() => (state.isOver = true))
    while (!state.isOver && !this.mortal.isDead) {
      await Promise.race([done, new Promise((resolve) => setImmediate(resolve))])
    }
  }

  #channel(network: Network): Channel {
    const connection = () =>
      ({ state: 'open', since: '2026-01-01T00:00:00.000Z', sentence: '' }) as const
    return {
      name: 'lab',
      start: async () => undefined,
      warnings: () => [],
      connection,
      newMessageId: () => asChannelMessageId(network.newId()),
      send: async (message) => {
        this.mortal.step()
        const fate = network.take(message)
        await network.meanwhile(textOf(message.content) ?? '')
        this.mortal.step()
        if (fate === 'refuse') throw new SendError('rejected', 'refused')
        if (fate === 'unsent') throw new SendError('unsent', 'no_answer')
        if (fate === 'late-ack') {
          // Its ack comes when nobody waits for it any more.
          const progress = progressor({
            store: this.store,
            clock: this.#clock,
            business: () => BUSINESS,
            moved: () => undefined,
          })
          void progress([message.id], 'sent').catch(() => undefined)
        }
        if (fate !== 'ok') throw new SendError('unknown', 'no_ack')
        return { address: message.address ?? `${message.phone ?? ''}@lab` }
      },
      [Symbol.asyncDispose]: async () => undefined,
    }
  }
}
