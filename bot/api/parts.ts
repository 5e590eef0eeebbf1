import type { OutboundMessage } from '../../common/contracts/messages.ts'
import type { botStatus, getPairing } from '../../common/contracts/bot-api.ts'
import type { MessageId, Phone } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { ReplyOf } from '../../common/kit/endpoint.ts'
import type { Store } from '../store/store.ts'

/** What the API offers to its caller, handed in by whoever wires the bot. */
export interface ApiParts {
  readonly store: Store
  /** @throws {Problem} `idempotency_conflict` */
  readonly accept: (
    message: OutboundMessage,
    idempotencyKey?: string,
  ) => Promise<{ readonly id: string; readonly delivery: Delivery }>
  /** @returns whether it had not left, and never will */
  readonly cancel: (id: MessageId) => Promise<boolean>
  readonly status: () => Promise<ReplyOf<typeof botStatus>>
  readonly pairing: () => ReplyOf<typeof getPairing>
  /** @throws {Problem} `already_linked`, `pairing_unavailable` */
  readonly requestCode: (phone: Phone) => Promise<string>
  /** @throws {Problem} `not_linked` */
  readonly logout: () => Promise<void>
}
