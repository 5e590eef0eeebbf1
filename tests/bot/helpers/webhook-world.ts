import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import { openWebhooks } from '../../../bot/webhooks/webhooks.ts'
import type { Webhooks } from '../../../bot/webhooks/webhooks.ts'
import { asWebhookId, asWebhookRedriveId, newTenantId } from '../../../common/domain/ids.ts'
import { newWebhookSchema } from '../../../common/contracts/webhooks.ts'
import type { WebhookWithSecret } from '../../../common/contracts/webhooks.ts'
import type { ChatId, MessageId } from '../../../common/domain/ids.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { addMessage } from './engines.ts'
import { ManualClock } from './manual-clock.ts'
import type { Received } from './consumer.ts'

/** How long an endpoint may take to answer here, in milliseconds. */
export const PATIENCE = 250

/** A tenant's webhooks over a database in memory, with a clock that stands still, and real HTTP. */
export class WebhookWorld implements AsyncDisposable {
  readonly clock = new ManualClock()
  readonly store: Store
  readonly tenant = { id: newTenantId(), slug: 'la-tienda' }
  readonly failures: string[] = []
  webhooks!: Webhooks

  private constructor(db: ReturnType<typeof queriesOver<Tables>>) {
    this.store = storeOver(db, this.tenant.id, this.clock)
  }

  static async open(): Promise<WebhookWorld> {
    const db = queriesOver<Tables>(openSqlite(':memory:'))
    await migrate(db, 'bot', BOT_MIGRATIONS)
    const world = new WebhookWorld(db)
    await world.begin()
    return world
  }

  /** As at the start of a process: everything that was only in memory is gone. */
  async begin(): Promise<void> {
    this.webhooks = await openWebhooks({
      store: this.store,
      clock: this.clock,
      random: () => 0.5,
      tenant: this.tenant,
      mayBePrivate: true,
      timeout: PATIENCE,
      failed: (_delivery, { error }) => this.failures.push(error ?? ''),
      broken: (error) => {
        throw error
      },
    })
  }

  add(url: string, events: string[] = ['message.received']): Promise<WebhookWithSecret> {
    return this.webhooks.desk.add(newWebhookSchema.parse({ url, events }))
  }

  async chat(phone: string): Promise<ChatId> {
    return (await this.store.contacts.chatWith('whatsapp', [{ kind: 'phone', value: phone }])).id
  }

  /** Somebody writes; the event is there when this resolves. */
  write(chat: ChatId, text: string): Promise<MessageId> {
    const inbound = { direction: 'inbound', author: 'contact', delivery: null, text } as const
    return this.store.transaction((inside) =>
      addMessage({ ...this.store, ...inside }, chat, this.clock.now(), inbound),
    )
  }

  /** Lets time pass and everything happen when it is due. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms
    for (;;) {
      await this.webhooks.settle()
      const next = Math.min(end, (await this.#nextDue()) ?? end)
      if (this.clock.now() >= end) return
      this.clock.advance(Math.max(next - this.clock.now(), 1))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async states(): Promise<Readonly<Record<string, number>>> {
    const all = await this.store.webhookDeliveries.list({ limit: 100_000 })
    const counts: Record<string, number> = {}
    for (const { state } of all) counts[state] = (counts[state] ?? 0) + 1
    return counts
  }

  /** @returns how many deliveries it has put back; undefined while it is not finished */
  async redriven(id: string): Promise<number | undefined> {
    const found = await this.store.webhookRedrives.view(asWebhookRedriveId(id))
    return found?.finishedAt ? found.redriven : undefined
  }

  health(id: string) {
    return this.store.webhookEndpoints.get(asWebhookId(id))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.webhooks[Symbol.asyncDispose]()
  }

  async #nextDue(): Promise<number | undefined> {
    const now = this.clock.now()
    const times: number[] = []
    for (const { id, from } of await this.store.webhookEndpoints.open()) {
      const due = await this.store.webhookDeliveries.nextDue(id, now)
      if (from > now) times.push(from)
      else if (due !== undefined) times.push(due)
    }
    return times.length > 0 ? Math.min(...times) : undefined
  }
}

/** What the message of an event says. */
export const textOf = ({ event }: Pick<Received, 'event'>): string => {
  const { message } = event.data as { message?: { text?: string } }
  return message?.text ?? ''
}
