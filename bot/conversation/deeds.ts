import { EDIT_WINDOW, REVOKE_WINDOW } from '../../common/contracts/content/deeds.ts'
import type { Deed } from '../../common/contracts/content/content.ts'
import { problem } from '../../common/contracts/errors.ts'
import type { ProblemCode } from '../../common/contracts/errors.ts'
import type { MessageId } from '../../common/domain/ids.ts'
import { TTL } from '../../common/domain/message.ts'
import type { Delivery } from '../../common/domain/message.ts'
import type { Repositories } from '../store/store.ts'
import type { StoredMessage } from '../store/stored-message.ts'
import type { AcceptParts } from './accept.ts'
import { optedOut } from './opt-out.ts'
import { contentToStore, subject } from './said.ts'
import { underKey } from './under-key.ts'

export interface AcceptedDeed {
  /** Of the message that does it; of the message itself, when that had not left. */
  readonly id: MessageId
  readonly delivery: Delivery
}

export interface DeedParts extends AcceptParts {
  /** Takes back a message that has not left. */
  cancel(id: MessageId): Promise<boolean>
}

/** Changes and takes back what was sent from our number: in the line of its chat, as messages. */
export interface Deeds {
  /**
   * @throws {Problem} `unknown_message`, `not_editable`, `contact_opted_out`, `idempotency_conflict`
   */
  edit(id: MessageId, body: string, idempotencyKey?: string): Promise<AcceptedDeed>
  /**
   * A message that has not left is cancelled.
   * @throws {Problem} `unknown_message`, `not_deletable`, `idempotency_conflict`
   */
  revoke(id: MessageId, idempotencyKey?: string): Promise<AcceptedDeed>
}

export function deedsFor(parts: DeedParts): Deeds {
  return {
    async edit(id, body, key) {
      const taken = await parts.store.transaction((inside) =>
        underKey(inside, key, ['edit', id, body], async () => {
          const original = await originalOf(parts, inside, id, EDIT)
          const chat = await inside.contacts.chat(original.chatId)
          if (chat?.optedOut) throw optedOut('The contact')
          const message = { type: 'text' as const, text: { body } }
          const edit = { original_message_id: id, message }
          return await put(parts, inside, original, { type: 'edit', edit }, body)
        }),
      )
      parts.accepted()
      return { id: taken, delivery: 'queued' }
    },
    async revoke(id, key) {
      // Asking twice is no mistake.
      const isCancelled = (await parts.cancel(id)) || (await isGone(parts, id))
      if (isCancelled) return { id, delivery: 'cancelled' }
      const taken = await parts.store.transaction((inside) =>
        underKey(inside, key, ['revoke', id], async () => {
          const original = await originalOf(parts, inside, id, REVOKE)
          const revoke = { original_message_id: id }
          return await put(parts, inside, original, { type: 'revoke', revoke }, null)
        }),
      )
      parts.accepted()
      return { id: taken, delivery: 'queued' }
    },
  }
}

async function isGone({ store }: DeedParts, id: MessageId): Promise<boolean> {
  return (await store.messages.get(id))?.delivery === 'cancelled'
}

interface Rule {
  readonly code: ProblemCode
  readonly window: number
  readonly verb: string
  fits(type: string): boolean
}

const EDIT: Rule = {
  code: 'not_editable',
  window: EDIT_WINDOW,
  verb: 'changed',
  fits: (type) => type === 'text',
}
const REVOKE: Rule = {
  code: 'not_deletable',
  window: REVOKE_WINDOW,
  verb: 'deleted for everyone',
  fits: (type) => type !== 'edit' && type !== 'revoke',
}

async function originalOf(
  { clock }: DeedParts,
  { messages }: Repositories,
  id: MessageId,
  rule: Rule,
): Promise<StoredMessage> {
  const message = await messages.get(id)
  if (!message) throw problem('unknown_message', `There is no message ${id}.`)
  const hindrance = hindranceOf(message, rule, clock.now())
  if (hindrance === undefined) return message
  throw problem(rule.code, `The message ${id} cannot be ${rule.verb}: ${hindrance}.`)
}

function hindranceOf(message: StoredMessage, rule: Rule, now: number): string | undefined {
  if (!message.fromMe) return 'it was not sent from this number'
  if (!rule.fits(message.type)) return `it is of the type ${message.type}`
  if (message.isRevoked) return 'it was deleted'
  if (message.delivery === 'failed' || message.delivery === 'cancelled') return 'it was never sent'
  const minutes = rule.window / 60_000
  const late = now - message.at > rule.window
  return late ? `WhatsApp allows that for ${minutes} minutes after it was sent` : undefined
}

async function put(
  parts: DeedParts,
  { messages }: Repositories,
  original: StoredMessage,
  deed: Deed,
  text: string | null,
): Promise<MessageId> {
  const at = parts.clock.now()
  const id = await messages.add({
    channel: original.channel,
    chatId: original.chatId,
    direction: 'outbound',
    author: 'api',
    channelMessageId: parts.newMessageId(),
    type: deed.type,
    text,
    content: contentToStore(deed, undefined, subject(original)),
    delivery: 'queued',
    at,
    expiresAt: at + TTL.usual * 1000,
  })
  if (!id) throw new Error('a new message id was not new')
  return id
}
