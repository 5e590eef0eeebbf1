import type { Kysely } from 'kysely'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import type { DueDelivery, Failure } from '../../../bot/store/webhook-deliveries.ts'
import type {
  NewWebhookRedrive,
  WebhookAttempt,
  WebhookDelivery,
} from '../../../common/contracts/webhooks.ts'
import {
  asWebhookDeliveryId,
  asWebhookId,
  asWebhookRedriveId,
  newTenantId,
} from '../../../common/domain/ids.ts'
import type { ChatId, MessageId, WebhookId } from '../../../common/domain/ids.ts'
import { systemClock, toIso } from '../../../common/kit/clock.ts'
import { migrate } from '../../../common/kit/database.ts'
import { addMessage } from './engines.ts'

export const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE
export const ANA = { kind: 'phone', value: '+525550002222' }
export const LUIS = { kind: 'phone', value: '+525550003333' }

/** A store with what tests of webhooks do to it again and again, and a clock that stands still. */
export class WebhookLab {
  readonly db: Kysely<Tables>
  readonly store: Store
  now = Date.parse('2026-01-01T00:00:00Z')
  readonly clock = { ...systemClock, now: () => this.now }

  private constructor(db: Kysely<Tables>) {
    this.db = db
    this.store = storeOver(db, newTenantId(), this.clock)
  }

  static async open(open: () => Promise<Kysely<Tables>>): Promise<WebhookLab> {
    const db = await open()
    await migrate(db, 'bot', BOT_MIGRATIONS)
    return new WebhookLab(db)
  }

  async endpoint(events: string[] = ['*'], url = 'https://example.com/a'): Promise<WebhookId> {
    const webhook = { url, events, description: '', enabled: true }
    const made = await this.store.webhookEndpoints.add(webhook, 'whsec_a')
    await this.store.webhookEndpoints.refresh()
    return asWebhookId(made.id)
  }

  async chatOf(who: typeof ANA): Promise<ChatId> {
    return (await this.store.contacts.chatWith('whatsapp', [who])).id
  }

  /** Something is written to us. */
  came(chatId: ChatId, type = 'text'): Promise<MessageId> {
    const inbound = { direction: 'inbound', author: 'contact', delivery: null, type } as const
    return addMessage(this.store, chatId, this.now, inbound)
  }

  list(query: object = {}): Promise<readonly WebhookDelivery[]> {
    return this.store.webhookDeliveries.list({ limit: 500, ...query })
  }

  async types(query: object = {}): Promise<string[]> {
    return (await this.list(query)).map(({ type }) => type)
  }

  inspect(delivery: { readonly id: string } | undefined) {
    return this.store.webhookDeliveries.inspect(asWebhookDeliveryId(delivery?.id ?? ''))
  }

  async head(id: WebhookId, line: string): Promise<DueDelivery> {
    const found = await this.store.webhookDeliveries.head(id, line)
    if (!found) throw new Error(`nothing is due in ${line}`)
    return found
  }

  async deliver(delivery: DueDelivery): Promise<void> {
    await this.store.webhookDeliveries.delivered(delivery, this.attempt(null), false)
  }

  async fail(delivery: DueDelivery, change: Partial<Failure> = {}): Promise<void> {
    await this.store.webhookDeliveries.failed(delivery, this.attempt('answered 500'), {
      again: this.now + 5000,
      leavesLine: false,
      pause: undefined,
      isGone: false,
      ...change,
    })
  }

  /** @returns how many deliveries wait again */
  async redrive(which: NewWebhookRedrive): Promise<number | undefined> {
    const { webhookRedrives } = this.store
    const { id } = await webhookRedrives.add(which)
    while (await webhookRedrives.step());
    return (await webhookRedrives.view(asWebhookRedriveId(id)))?.redriven
  }

  async connected(): Promise<void> {
    const connection = { state: 'open', since: toIso(this.now), sentence: 'Linked.' } as const
    await this.store.webhookEvents.connectionChanged(connection, null)
  }

  private attempt(error: string | null): WebhookAttempt {
    const status = error === null ? 200 : 500
    return { at: toIso(this.now), status, durationMs: 5, error }
  }
}
