import { randomInt } from 'node:crypto'
import { v7 } from 'uuid'

/** A text that only the code which made it may take apart. */
type Branded<Name extends string> = string & { readonly is: Name }

export type TenantId = Branded<'TenantId'>
/** A tenant's folder name and its name in PM2. */
export type Slug = Branded<'Slug'>
export type MessageId = Branded<'MessageId'>
export type ContactId = Branded<'ContactId'>
export type ChatId = Branded<'ChatId'>
export type TurnId = Branded<'TurnId'>
/** A file that came or goes with messages. */
export type MediaId = Branded<'MediaId'>
export type WebhookId = Branded<'WebhookId'>
export type WebhookEventId = Branded<'WebhookEventId'>
export type WebhookDeliveryId = Branded<'WebhookDeliveryId'>
export type WebhookRedriveId = Branded<'WebhookRedriveId'>
/** The network's own id of a message. */
export type ChannelMessageId = Branded<'ChannelMessageId'>
/** A phone number in E.164, with its plus sign: `+5491123456789`. */
export type Phone = Branded<'Phone'>

/** The address of a group: `120363…@g.us`. */
export type GroupId = Branded<'GroupId'>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const GROUP = /^\d{5,25}(-\d{5,15})?@g\.us$/
const SLUG = /^[a-z][a-z0-9-]{1,30}$/

/** @throws {TypeError} unless the text has the shape of one of our ids */
function brand<Name extends string>(text: string, is: RegExp, name: Name): Branded<Name> {
  if (!is.test(text)) throw new TypeError(`${JSON.stringify(text)} is no ${name}`)
  return text as Branded<Name>
}

/** The place in time of the newest id: each new one is behind it, whatever the clock says. */
let newest = { msecs: 0, seq: 0 }

function uuidv7(): string {
  const now = Date.now()
  if (now > newest.msecs) newest = { msecs: now, seq: randomInt(2 ** 31) }
  else if (newest.seq < 2 ** 32 - 1) newest = { ...newest, seq: newest.seq + 1 }
  else newest = { msecs: newest.msecs + 1, seq: 0 }
  return v7(newest)
}

/**
 * Sees to it that every id made from here on sorts behind one that an earlier process made: lines
 * and pages are in the order of ids, and the clock may have been set back in between.
 */
export function idsFollow(id: string): void {
  const msecs = Number.parseInt(id.slice(-36).replaceAll('-', '').slice(0, 12), 16)
  if (msecs >= newest.msecs) newest = { msecs: msecs + 1, seq: 0 }
}

export const newTenantId = (): TenantId => uuidv7() as TenantId
export const newContactId = (): ContactId => uuidv7() as ContactId
export const newChatId = (): ChatId => uuidv7() as ChatId
export const newTurnId = (): TurnId => uuidv7() as TurnId
export const newMessageId = (): MessageId => `msg_${uuidv7()}` as MessageId
/**
 * For what was written before the bot was linked: it sorts by the time it was written at.
 * @param place among those of the same time, from 0 for the newest
 */
export const pastMessageId = (at: number, place: number): MessageId =>
  `msg_${v7({ msecs: at, seq: 2 ** 32 - 1 - place })}` as MessageId
export const newMediaId = (): MediaId => `med_${uuidv7()}` as MediaId
export const newWebhookId = (): WebhookId => `whk_${uuidv7()}` as WebhookId
export const newWebhookEventId = (): WebhookEventId => `evt_${uuidv7()}` as WebhookEventId
export const newWebhookDeliveryId = (): WebhookDeliveryId => `dlv_${uuidv7()}` as WebhookDeliveryId
export const newWebhookRedriveId = (): WebhookRedriveId => `rdv_${uuidv7()}` as WebhookRedriveId
/** An id for a row that nobody outside its table names. */
export const newRowId = (): string => uuidv7()

/** @throws {TypeError} unless it is a UUIDv7 */
export const asTenantId = (text: string): TenantId => brand(text, UUID, 'TenantId')
/** @throws {TypeError} unless it is 2 to 31 of a-z, 0-9 and -, beginning with a letter */
export const asSlug = (text: string): Slug => brand(text, SLUG, 'Slug')
/** For the id of a bot that runs alone, where the operator may choose any; already checked. */
export const asGivenTenantId = (text: string): TenantId => text as TenantId
/** For ids read from our own database or already checked by a contract. */
export const asMessageId = (text: string): MessageId => text as MessageId
export const asContactId = (text: string): ContactId => text as ContactId
export const asChatId = (text: string): ChatId => text as ChatId
export const asMediaId = (text: string): MediaId => text as MediaId
export const asTurnId = (text: string): TurnId => text as TurnId
export const asWebhookId = (text: string): WebhookId => text as WebhookId
export const asWebhookDeliveryId = (text: string): WebhookDeliveryId => text as WebhookDeliveryId
export const asWebhookRedriveId = (text: string): WebhookRedriveId => text as WebhookRedriveId
export const asChannelMessageId = (text: string): ChannelMessageId => text as ChannelMessageId
/** For numbers that `parsePhone` made or our own database gave back. */
export const asPhone = (text: string): Phone => text as Phone

/** For groups read from our own database. */
export const asGroupId = (text: string): GroupId => text as GroupId

export const isGroupId = (text: string): text is GroupId => GROUP.test(text)
export const isTenantId = (text: string): text is TenantId => UUID.test(text)
export const isContactId = (text: string): text is ContactId => UUID.test(text)
export const isSlug = (text: string): text is Slug => SLUG.test(text)
