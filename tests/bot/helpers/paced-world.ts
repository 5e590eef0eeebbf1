import type { AttentiveChannel, ChannelMessage, SendError } from '../../../bot/channels/channel.ts'
import { acceptor } from '../../../bot/conversation/accept.ts'
import { openOutbox } from '../../../bot/conversation/deliver.ts'
import type { DeliverParts } from '../../../bot/conversation/deliver.ts'
import { progressor } from '../../../bot/conversation/progress.ts'
import { asChannelMessageId, asPhone } from '../../../common/domain/ids.ts'
import type { MessageId } from '../../../common/domain/ids.ts'
import type { Delivery } from '../../../common/domain/message.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import { EVA, OWNER, TestConversation } from './conversation.ts'

interface Sent {
  readonly at: number
  readonly id: string
  readonly phone: string
  readonly text: string
}

interface Moved {
  readonly at: number
  readonly ids: readonly MessageId[]
  readonly to: Delivery
  readonly reason: string | undefined
}

/** A conversation with a paced way out to a network that takes everything, unless told. */
export class PacedWorld implements AsyncDisposable {
  readonly talk: TestConversation
  /** What the network has taken. */
  readonly sent: Sent[] = []
  readonly typed: number[] = []
  readonly moved: Moved[] = []
  isOnline = true
  random: () => number = () => 0.5
  /** What the network says to a message, if it does not take it. */
  refuse: (message: ChannelMessage) => SendError | undefined = () => undefined
  readonly channel: AttentiveChannel = this.#channel()
  readonly #parts: DeliverParts
  #outbox: Queue
  #count = 0

  private constructor(talk: TestConversation) {
    this.talk = talk
    this.#parts = {
      store: talk.store,
      channel: this.channel,
      clock: talk.clock,
      random: () => this.random(),
      business: () => talk.business,
      isOwner: (phone) => phone === OWNER,
      moved: (ids, to, reason) => this.moved.push({ at: this.now, ids, to, reason }),
      sent: () => undefined,
      putOff: () => undefined,
      failed: (error) => {
        throw error
      },
    }
    this.#outbox = openOutbox(this.#parts)
    talk.woken = () => this.wake()
  }

  static async open(pacing: object = {}, config: object = {}): Promise<PacedWorld> {
    const rules = { enabled: true, quiet_hours: null, ...pacing }
    return new PacedWorld(await TestConversation.open({ pacing: rules, ...config }))
  }

  get now(): number {
    return this.talk.clock.now()
  }

  get texts(): readonly string[] {
    return this.sent.map(({ text }) => text)
  }

  wake(): void {
    this.#outbox.wake()
  }

  async send(to: string, text: string, ttl?: number): Promise<MessageId> {
    this.#count += 1
    const accept = acceptor({
      store: this.talk.store,
      clock: this.talk.clock,
      channel: 'whatsapp',
      newMessageId: () => asChannelMessageId(`API${this.#count}`),
      accepted: () => this.wake(),
    })
    const message = { to: asPhone(to), type: 'text' as const, text: { body: text } }
    return (await accept({ ...message, ...(ttl !== undefined && { ttl }) })).id
  }

  /** Somebody writes; Eva unless told. */
  async hear(text: string, from = EVA): Promise<void> {
    const contact = [{ kind: 'phone', value: from }] as const
    await this.talk.write(text, { contact, address: `${from}@lab` })
  }

  /** What the network says late. */
  async report(ids: readonly string[], to: Delivery, reason?: string): Promise<void> {
    await progressor(this.#parts)(ids, to, reason)
    this.wake()
  }

  /** The process dies and comes back. */
  async restart(): Promise<void> {
    await this.#outbox[Symbol.asyncDispose]()
    this.#outbox = openOutbox(this.#parts)
  }

  /** Everything that is due now happens. */
  async settle(): Promise<void> {
    for (let round = 0; round < 2; round += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      await this.talk.settle()
      await this.#outbox.settle()
    }
  }

  /** Lets time pass, from one moment at which something happens to the next. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.talk
    const end = this.now + ms
    await this.settle()
    for (let next = clock.next(); next !== undefined && next <= end; next = clock.next()) {
      clock.advance(Math.max(0, next - this.now))
      await this.settle()
    }
    clock.advance(end - this.now)
    await this.settle()
  }

  /** Lets time pass without waiting for what is under way. */
  async tick(ms: number): Promise<void> {
    this.talk.clock.advance(ms)
    for (let round = 0; round < 20; round += 1) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#outbox[Symbol.asyncDispose]()
    await this.talk[Symbol.asyncDispose]()
  }

  #channel(): AttentiveChannel {
    return {
      name: 'whatsapp',
      start: async () => undefined,
      warnings: () => [],
      connection: () => ({
        state: this.isOnline ? 'open' : 'connecting',
        since: '2026-01-01T00:00:00.000Z',
        sentence: '',
      }),
      newMessageId: () => asChannelMessageId('x'),
      markRead: async () => undefined,
      showTyping: async () => void this.typed.push(this.now),
      send: async (message) => {
        const refused = this.refuse(message)
        if (refused) throw refused
        const { id, content, address, phone } = message
        const text = 'text' in content ? content.text.body : content.type
        this.sent.push({ at: this.now, id, phone: phone ?? '', text })
        return { address: address ?? `${phone}@lab` }
      },
      [Symbol.asyncDispose]: async () => undefined,
    }
  }
}
