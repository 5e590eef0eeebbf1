import type { Kysely } from 'kysely'
import type { TenantId } from '../../common/domain/ids.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { Ground } from './base.ts'
import { brakesOver } from './brakes.ts'
import type { Brakes } from './brakes.ts'
import { chatsOver } from './chats.ts'
import type { Chats } from './chats.ts'
import { contactsOver } from './contacts.ts'
import type { Contacts } from './contacts.ts'
import { deedsOver } from './deeds.ts'
import type { Deeds } from './deeds.ts'
import { GroupCommit } from './group-commit.ts'
import { historyOver } from './history.ts'
import type { History } from './history.ts'
import { holdsOver } from './holds.ts'
import type { Holds } from './holds.ts'
import { idempotencyOver } from './idempotency.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import { incidentsOver } from './incidents.ts'
import type { Incidents } from './incidents.ts'
import { mediaOver } from './media.ts'
import type { Media } from './media.ts'
import { mediaUploadsOver } from './media-uploads.ts'
import type { MediaUploads } from './media-uploads.ts'
import { messagesOver } from './messages.ts'
import type { Messages } from './messages.ts'
import { optOutsOver } from './opt-outs.ts'
import type { OptOuts } from './opt-outs.ts'
import { outboxOver } from './outbox.ts'
import type { Outbox } from './outbox.ts'
import { readsOver } from './reads.ts'
import type { Reads } from './reads.ts'
import { ranksOver } from './ranks.ts'
import type { Ranks } from './ranks.ts'
import type { Tables } from './schema.ts'
import { sendsOver } from './sends.ts'
import type { Sends } from './sends.ts'
import { silencesOver } from './silences.ts'
import type { Silences } from './silences.ts'
import { turnsOver } from './turns.ts'
import type { Turns } from './turns.ts'
import { webhookDeliveriesOver } from './webhook-deliveries.ts'
import type { WebhookDeliveries } from './webhook-deliveries.ts'
import { webhookDeliveryViewsOver } from './webhook-delivery-views.ts'
import type { WebhookDeliveryViews } from './webhook-delivery-views.ts'
import { webhookEndpointsOver } from './webhook-endpoints.ts'
import type { WebhookEndpoints } from './webhook-endpoints.ts'
import { webhookEventsOver } from './webhook-events.ts'
import type { WebhookEvents } from './webhook-events.ts'
import { WebhookListeners } from './webhook-listeners.ts'
import { webhookRedrivesOver } from './webhook-redrives.ts'
import type { WebhookRedrives } from './webhook-redrives.ts'
import { webhookRetentionOver } from './webhook-retention.ts'
import type { WebhookRetention } from './webhook-retention.ts'

/** What a tenant's database can do. Rows that are marked deleted are not seen. */
export interface Repositories {
  /** The same database, for the tables of the vertical. */
  readonly tables: Kysely<unknown>
  readonly contacts: Contacts
  readonly chats: Chats
  readonly messages: Messages
  readonly outbox: Outbox
  readonly deeds: Deeds
  readonly reads: Reads
  readonly turns: Turns
  readonly silences: Silences
  readonly incidents: Incidents
  readonly idempotency: IdempotencyKeys
  readonly history: History
  readonly media: Media
  readonly mediaUploads: MediaUploads
  readonly optOuts: OptOuts
  readonly ranks: Ranks
  readonly sends: Sends
  readonly holds: Holds
  readonly brakes: Brakes
  readonly webhookEndpoints: WebhookEndpoints
  readonly webhookEvents: WebhookEvents
  readonly webhookDeliveries: WebhookDeliveries & WebhookDeliveryViews
  readonly webhookRedrives: WebhookRedrives
  readonly webhookRetention: WebhookRetention
}

export interface Store extends Repositories {
  /**
   * Runs work as one step: all of it is on the disk when the promise resolves, or none of it. The
   * work may wait for the repositories it was given, and for nothing else; it may run twice.
   * @param patience how long it may wait for a commit that others ask for, in milliseconds; 0
   *   unless told
   */
  transaction<T>(work: (inside: Repositories) => Promise<T>, patience?: number): Promise<T>
  /** Has somebody told whenever a step with webhook events in it is committed. */
  whenEventsAreWritten(tell: () => void): void
  /** Resolves when no step waits or runs any more: before the database is closed. */
  settle(): Promise<void>
}

/** A tenant's repositories over a migrated database of any kind that Kysely speaks. */
export function storeOver(db: Kysely<Tables>, tenantId: TenantId, clock: Clock): Store {
  const listeners = new WebhookListeners()
  const over = (queries: Kysely<Tables>) =>
    repositoriesOver({ db: queries, tenantId, clock, listeners })
  const commits = new GroupCommit(db, over)
  let tell = (): void => undefined
  return {
    ...over(db),
    async transaction(work, patience = 0) {
      let hasWritten = false
      const result = await commits.transaction(async (inside) => {
        const before = listeners.written
        const done = await work(inside)
        hasWritten = listeners.written > before
        return done
      }, patience)
      if (hasWritten) tell()
      return result
    },
    whenEventsAreWritten(listener) {
      tell = listener
    },
    settle: () => commits.settle(),
  }
}

const repositoriesOver = (ground: Ground): Repositories => ({
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a vertical has tables of its own there
  tables: ground.db as unknown as Kysely<unknown>,
  contacts: contactsOver(ground),
  chats: chatsOver(ground),
  messages: messagesOver(ground),
  outbox: outboxOver(ground),
  deeds: deedsOver(ground),
  reads: readsOver(ground),
  turns: turnsOver(ground),
  silences: silencesOver(ground),
  incidents: incidentsOver(ground),
  idempotency: idempotencyOver(ground),
  history: historyOver(ground),
  media: mediaOver(ground),
  mediaUploads: mediaUploadsOver(ground),
  optOuts: optOutsOver(ground),
  ranks: ranksOver(ground),
  sends: sendsOver(ground),
  holds: holdsOver(ground),
  brakes: brakesOver(ground),
  webhookEndpoints: webhookEndpointsOver(ground),
  webhookEvents: webhookEventsOver(ground),
  webhookDeliveries: { ...webhookDeliveriesOver(ground), ...webhookDeliveryViewsOver(ground) },
  webhookRedrives: webhookRedrivesOver(ground),
  webhookRetention: webhookRetentionOver(ground),
})
