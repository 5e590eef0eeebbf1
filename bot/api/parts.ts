import type { AddressedMessage } from '../../common/contracts/messages.ts'
import type { botStatus, getPairing } from '../../common/contracts/bot-api.ts'
import type { TypingState } from '../../common/contracts/content/deeds.ts'
import type { StoredFile } from '../../common/contracts/media-api.ts'
import type { ChatId, ContactId, MessageId, Phone } from '../../common/domain/ids.ts'
import type { Country } from '../../common/domain/phone/country.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type {
  NewWebhook,
  NewWebhookRedrive,
  Webhook,
  WebhookChange,
  WebhookDelivery,
  WebhookRedrive,
  WebhookWithSecret,
} from '../../common/contracts/webhooks.ts'
import type { ReplyOf } from '../../common/kit/endpoint.ts'
import type { Store } from '../store/store.ts'

interface Accepted {
  readonly id: string
  readonly delivery: Delivery
}

/** What the API offers to its caller, handed in by whoever wires the bot. */
export interface ApiParts {
  readonly store: Store
  /** @throws {Problem} `idempotency_conflict` */
  readonly accept: (message: AddressedMessage, idempotencyKey?: string) => Promise<Accepted>
  /** @returns whether it had not left, and never will */
  readonly cancel: (id: MessageId) => Promise<boolean>
  /** Changing and taking back what was sent. */
  readonly deeds: {
    edit(id: MessageId, body: string, idempotencyKey?: string): Promise<Accepted>
    revoke(id: MessageId, idempotencyKey?: string): Promise<Accepted>
  }
  /** What is done about people rather than about messages. */
  readonly people: {
    block(id: ContactId, isBlocked: boolean): Promise<void>
    merge(one: ContactId, other: ContactId): Promise<ContactId | undefined>
    remove(id: ContactId): Promise<void>
  }
  /** In which a number without its country code is read; undefined when nothing tells. */
  readonly country: () => Country | undefined
  /** Whether messages may go to groups. */
  readonly groups: () => boolean
  /** The channel that phone numbers are on. */
  readonly channel: string
  /** What contacts see beside messages. */
  readonly attention: {
    read(id: MessageId, typing?: TypingState): Promise<void>
    readChat(id: ChatId): Promise<void>
    typing(to: Phone, state: TypingState): Promise<boolean>
  }
  readonly status: () => Promise<ReplyOf<typeof botStatus>>
  readonly pairing: () => ReplyOf<typeof getPairing>
  /** @throws {Problem} `already_linked`, `pairing_unavailable` */
  readonly requestCode: (phone: Phone) => Promise<string>
  /** @throws {Problem} `not_linked` */
  readonly logout: () => Promise<void>
  readonly tenant: { readonly id: string; readonly slug: string }
  readonly webhooks: WebhookOrders
  readonly media: MediaOrders
  readonly books: BooksOrders
}

/** What is booked and asked at the tenant's order. */
interface BooksOrders {
  /** @throws {Problem} `no_books`, `invalid_request`, and whatever the tool refuses */
  use(tool: string, input: unknown, idempotencyKey?: string): Promise<unknown>
}

/** What is done with files at the tenant's order. */
interface MediaOrders {
  /** @throws {Problem} `media_too_large` */
  insistOnSize(bytes: number): void
  /** @throws {Problem} `media_too_large`, `media_quota`, and whatever the chunks throw */
  take(
    chunks: AsyncIterable<Uint8Array>,
    as: { readonly mime?: string | undefined; readonly filename?: string | undefined },
  ): Promise<StoredFile>
  /** @throws {Problem} `unknown_media`, `media_pending`, `media_gone` */
  give(id: string): Promise<{
    readonly root: string
    readonly path: string
    readonly mime: string
    readonly sha256: string
    readonly filename: string | null
    /** Browsers may show it; everything else is only to be saved. */
    readonly isShown: boolean
  }>
  /** @throws {Problem} `unknown_media` */
  remove(id: string): Promise<void>
}

/** What is done with webhooks at the tenant's order; each throws a `Problem` for what is not there. */
interface WebhookOrders {
  add(webhook: NewWebhook): Promise<WebhookWithSecret>
  update(id: string, change: WebhookChange): Promise<Webhook>
  remove(id: string): Promise<void>
  rotate(id: string, overlapHours: number): Promise<WebhookWithSecret>
  /** @throws {Problem} `webhook_disabled` */
  test(id: string): Promise<WebhookDelivery>
  /** @throws {Problem} `not_redrivable` */
  redrive(id: string): Promise<WebhookDelivery>
  redriveAll(which: NewWebhookRedrive): Promise<WebhookRedrive>
}
