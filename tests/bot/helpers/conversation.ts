import type { Agent, AgentTurn } from '../../../bot/agent/agent.ts'
import type { InboundMessage } from '../../../bot/channels/channel.ts'
import { receiver } from '../../../bot/conversation/receive.ts'
import { openTurns } from '../../../bot/conversation/turns.ts'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import { asChannelMessageId, newTenantId } from '../../../common/domain/ids.ts'
import { tenantConfigSchema } from '../../../common/domain/tenant-config.ts'
import type { TenantConfig } from '../../../common/domain/tenant-config.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import { ManualClock } from './manual-clock.ts'

export const EVA = '+5491155550002'
export const OWNER = '+5491155550009'

/** Receive and turns over a database in memory, with a clock that stands still. */
export class TestConversation implements AsyncDisposable {
  readonly clock = new ManualClock()
  readonly store: Store
  readonly seen: AgentTurn[] = []
  readonly business: TenantConfig
  readonly loops: string[] = []
  /** Happens while the agent thinks. */
  meanwhile: () => Promise<void> | void = () => undefined
  /** Which messages ask for a human. */
  handsOver: (text: string | null) => boolean = () => false
  /** Something is in the outbox, or may leave it. */
  woken: () => void = () => undefined
  #turns: Queue
  #count = 0

  private constructor(store: (clock: ManualClock) => Store, config: object) {
    this.business = tenantConfigSchema.parse({
      id: newTenantId(),
      slug: 'la-tienda',
      business_name: 'La tienda',
      created_at: '2026-01-01T00:00:00.000Z',
      owners: [OWNER],
      pacing: { enabled: false },
      ...config,
    })
    this.store = store(this.clock)
    this.#turns = this.#open()
  }

  static async open(config: object = {}): Promise<TestConversation> {
    const db = queriesOver<Tables>(openSqlite(':memory:'))
    await migrate(db, 'bot', BOT_MIGRATIONS)
    const tenantId = newTenantId()
    return new TestConversation((clock) => storeOver(db, tenantId, clock), config)
  }

  /** Answers each turn with what was written, in brackets. */
  #agent: Agent = {
    think: async (turn) => {
      this.seen.push(turn)
      await this.meanwhile()
      const text = `(${turn.messages.map((message) => message.text).join(' ')})`
      if (!this.handsOver(turn.text)) return [{ text }]
      return { handsOver: true, run: async () => [text] }
    },
  }

  /** As after a crash: everything that was only in memory is gone. */
  async restart(): Promise<void> {
    await this.#turns[Symbol.asyncDispose]()
    this.#turns = this.#open()
  }

  async write(text: string, change: Partial<InboundMessage> = {}): Promise<void> {
    this.#count += 1
    const message: InboundMessage = {
      id: asChannelMessageId(`IN${this.#count}`),
      contact: [{ kind: 'phone', value: EVA }],
      name: 'Eva',
      address: 'an address',
      fromMe: false,
      toSelf: false,
      type: 'text',
      text,
      content: undefined,
      at: this.clock.now(),
      ...change,
    }
    const receive = receiver({
      store: this.store,
      clock: this.clock,
      business: () => this.business,
      newMessageId: () => asChannelMessageId(`OUT${Math.random()}`),
      heard: () => this.woken(),
      received: () => this.#turns.wake(),
    })
    await receive('whatsapp', message)
  }

  /** Resolves when no turn is due. */
  async settle(): Promise<void> {
    await this.#turns.settle()
  }

  /** Lets time pass and everything that is due happen. */
  async pass(ms: number): Promise<void> {
    await this.#turns.settle()
    this.clock.advance(ms)
    await new Promise((resolve) => setImmediate(resolve))
    await this.#turns.settle()
  }

  async texts(direction: 'inbound' | 'outbound' = 'outbound'): Promise<(string | null)[]> {
    const messages = await this.store.messages.list({ direction, limit: 500 })
    return messages.map(({ text }) => text)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns[Symbol.asyncDispose]()
  }

  #open(): Queue {
    return openTurns({
      store: this.store,
      agent: { think: (turn) => this.#agent.think(turn) },
      clock: this.clock,
      random: () => 0,
      business: () => this.business,
      country: () => 'AR',
      newMessageId: () => asChannelMessageId(`OUT${Math.random()}`),
      ended: () => this.woken(),
      loopFound: (chatId) => this.loops.push(chatId),
      turnFailed: () => undefined,
      failed: (error) => {
        throw error
      },
    })
  }
}
