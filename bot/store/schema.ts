import type { Generated, Selectable } from 'kysely'
import type { MediaState } from '../../common/domain/media.ts'

/**
 * The tenant's tables as Kysely sees them. Portable on purpose: keys are UUIDv7 text, times are ISO
 * 8601 text (they sort as they are), truth values are 0 and 1.
 */
export interface Tables {
  contacts: ContactRow
  identities: IdentityRow
  chats: ChatRow
  messages: MessageTable
  turns: TurnRow
  idempotency_keys: IdempotencyRow
  incidents: IncidentRow
  sends: SendRow
  brakes: BrakeRow
  media: MediaRow
  media_uploads: MediaUploadRow
  history_parts: HistoryPartRow
  past_names: PastNameRow
  webhook_endpoints: WebhookEndpointRow
  webhook_events: WebhookEventRow
  webhook_deliveries: WebhookDeliveryRow
  webhook_redrives: WebhookRedriveRow
}

interface Row {
  id: string
  tenant_id: string
  created_at: string
  updated_at: string
  /** Rows that have it never leave a repository unless asked for. */
  deleted_at: string | null
}

interface ContactRow extends Row {
  /** What the person calls itself. */
  name: string | null
  /** What the operator calls it, which counts more. */
  given_name: string | null
  /** Both names as they are searched for. */
  search: string | null
  note: string | null
  /** A JSON list, sorted. */
  tags: string | null
  blocked_at: string | null
  /** The contact that it turned out to be. */
  merged_into: string | null
  /** Since then the contact wants to hear nothing. */
  opted_out_at: Generated<string | null>
}

interface IdentityRow extends Row {
  contact_id: string
  channel: string
  kind: string
  value: string
  /** Of a phone number: the LID that belongs to the same account. */
  paired_with: string | null
}

interface ChatRow extends Row {
  contact_id: string
  channel: string
  /** Where the channel sends to; only the channel reads it. Unknown until somebody wrote. */
  address: string | null
  /** The number it is with, as far as that is known: its contact may have another beside. */
  phone: string | null
  /** Until then the bot answers nothing there. */
  silent_until: string | null
  silent_reason: 'human' | 'loop' | null
  /** The message up to which the contact is still to be told that its messages were read. */
  read_wanted: string | null
  /** The message up to which it was told. */
  read_told: string | null
  /** The number of its last webhook event. */
  event_sequence: number
  /** When something was written last, by whoever. */
  last_at: string | null
  /** The newest inbound message that was read. */
  read_up_to: string | null
  /** Until then the network is not asked again whether it knows the person. */
  unreachable_until: string | null
  unreachable_reason: string | null
  /** 0: it wrote lately. 1: it has written. 2: it never wrote. Learned late, for the order only. */
  rank: number
}

export type MessageRow = Selectable<MessageTable>

interface MessageTable extends Row {
  channel: string
  chat_id: string
  from_me: number
  channel_message_id: string
  direction: 'inbound' | 'outbound'
  /** Who wrote it: the contact, the bot, the API, or a human on the linked phone. */
  author: 'contact' | 'bot' | 'api' | 'phone'
  type: string
  text: string | null
  /** The rest of the message as JSON, shaped as Meta's Cloud API does. */
  content: string | null
  delivery: string | null
  reason: string | null
  attempts: number
  next_at: string | null
  expires_at: string | null
  /** Set before a message is handed to the network: from then on it may have left. */
  claimed_at: string | null
  /** The contact that wrote it in a group, and its address there. */
  writer_id: string | null
  writer_address: string | null
  /** The turn that deals with an inbound message. */
  turn_id: string | null
  /** The file it brings or takes along. */
  media_id: string | null
  /** When it was written, by the network's clock. */
  at: string
  /** Its chat's, while it waits. */
  rank: Generated<number>
  /** Why it was held last. */
  held_reason: Generated<string | null>
  /** What it said before it was changed, as a JSON list. */
  earlier: string | null
  edited_at: string | null
  /** When whoever wrote it took it back. What it said is kept and not shown. */
  revoked_at: string | null
  /** 1: it was written before the bot was linked. */
  past: Generated<number>
}

export interface TurnRow extends Row {
  chat_id: string
  /** The message that began it; others may have joined. */
  message_id: string
  state: 'waiting' | 'done' | 'parked'
  attempts: number
  next_at: string | null
  reason: string | null
}

interface IdempotencyRow extends Row {
  key: string
  fingerprint: string
  message_id: string
  expires_at: string
}

interface IncidentRow extends Row {
  kind: string
  at: string
  detail: string
}

/** A message that was handed to the network, or may have been: a try that is repeated is another. */
interface SendRow extends Row {
  chat_id: string
  message_id: string
  /** `opening`: to somebody who never wrote and to whom nobody had written. */
  class: 'reply' | 'known' | 'new' | 'opening'
  at: string
  /** How long the next of its kind has to wait for it, in milliseconds. */
  gap: number
}

/** What the network has forbidden for a while. */
interface BrakeRow extends Row {
  reason: string
  /** `new`: only strangers. `unasked`: whoever has not written lately. */
  scope: 'new' | 'unasked'
  until: string
  /** Whether the network said how long, or nobody did. */
  source: 'network' | 'default'
  ended_at: string | null
}

export interface MediaRow extends Row {
  /** It came with a message, was uploaded, or is fetched from a link. */
  origin: 'message' | 'upload' | 'link'
  state: MediaState
  reason: string | null
  /** The type that whoever gave it claims. */
  claimed_mime: string | null
  /** The type by content. */
  mime_type: string | null
  sha256: string | null
  /** Bytes; as announced, until the file is here. */
  size: number | null
  filename: string | null
  facts: string | null
  /** Where it is to be fetched; only the channel or the link's fetcher reads it. */
  source: string | null
  attempts: number
  next_at: string | null
}

/** What a channel needs to send the same content again, as the very same file. */
interface MediaUploadRow extends Row {
  channel: string
  /** A content may be sent as image and as document; the network tells them apart. */
  type: string
  sha256: string
  media_key: string
  /** Only the channel reads it; null until the upload has come through. */
  place: string | null
  uploaded_at: string | null
}

/** A part of what was written before the bot was linked. */
export interface HistoryPartRow extends Row {
  channel: string
  name: string
  /** Where it is to be had, with its key; only the channel reads it. Empty once it is settled. */
  source: string
  state: 'waiting' | 'done' | 'failed'
  reason: string | null
  /** Messages of it that have been dealt with, the first ones. */
  handled: number
  /** Of those, what was new. */
  stored: number
  bytes: number
  attempts: number
  next_at: string | null
}

/** What somebody calls itself who may still turn out to be a contact. */
interface PastNameRow extends Row {
  channel: string
  kind: string
  value: string
  name: string
}

interface WebhookEndpointRow extends Row {
  url: string
  /** The filter, as a JSON array. */
  events: string
  description: string
  enabled: number
  /** Set when nobody switched it off but we ourselves. */
  disabled_reason: 'gone' | null
  /** Readable, as it has to sign. It never leaves a list. */
  secret: string
  previous_secret: string | null
  previous_secret_until: string | null
  /** When the first try failed since the last that was taken. */
  failing_since: string | null
  last_error: string | null
  /** Nothing is posted there until then: it asked for it, or takes nothing. */
  paused_until: string | null
}

interface WebhookEventRow extends Row {
  type: string
  /** What keeps its order among events: the chat, or the contact, or the connection. */
  line: string
  chat_id: string | null
  sequence: number | null
  /** As it was when it happened, as JSON. */
  data: string
}

export interface WebhookDeliveryRow extends Row {
  endpoint_id: string
  event_id: string
  type: string
  /** The event's line, or its own id when it has left the line so that others may pass. */
  line: string
  state: 'waiting' | 'delivered' | 'dead'
  tries: number
  /** When the head of a line is tried; null for those behind it. */
  next_at: string | null
  /** When the first try failed. */
  failed_at: string | null
  settled_at: string | null
  /** The newest tries as a JSON array. */
  attempts: string
}

export interface WebhookRedriveRow extends Row {
  /** Null means all. */
  endpoint_id: string | null
  type: string | null
  state: 'delivered' | 'dead'
  from_at: string
  to_at: string
  /** The newest delivery when it was asked for; empty when there was none. */
  last_id: string
  /** How far it has come; empty at first. */
  after_id: string
  redriven: number
  finished_at: string | null
}
