import type { proto } from '@whiskeysockets/baileys'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import type { ChannelMessageId } from '../../../common/domain/ids.ts'
import { UNSUPPORTED } from '../../../common/domain/message.ts'
import type { InboundMessage } from '../channel.ts'
import { choiceBody, pollBody } from './read-choice.ts'
import { mediaBody } from './read-media.ts'
import type { AnnouncedFile } from './media-source.ts'
import { readVcard } from './vcard.ts'

/** What a message says, without who said it. */
export interface Body extends Pick<InboundMessage, 'type' | 'text' | 'content' | 'about'> {
  readonly file?: AnnouncedFile | undefined
}

/** As WhatsApp numbers them. */
const REVOKE = 0
const EDIT = 14

/** Parts that are about messages, or go before them, rather than messages. */
const SILENT: ReadonlySet<string> = new Set([
  'protocolMessage',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'messageContextInfo',
  'pollUpdateMessage',
  'keepInChatMessage',
  'pinInChatMessage',
  'stickerSyncRmrMessage',
  'albumMessage',
  'messageHistoryNotice',
  'messageHistoryBundle',
])

/**
 * What a content says, as Meta's Cloud API shapes it.
 * @param content unwrapped
 * @returns undefined for contents that are about messages rather than messages
 */
export function readContent(content: proto.IMessage): Body | undefined {
  const text = content.conversation ?? content.extendedTextMessage?.text
  if (typeof text === 'string') return { type: 'text', text, content: undefined }
  return (
    deedBody(content.protocolMessage) ??
    mediaBody(content) ??
    placeBody(content) ??
    cardsBody(content) ??
    reactionBody(content) ??
    choiceBody(content) ??
    pollBody(content) ??
    unsupported(content)
  )
}

/** Meta's number for a type that it cannot show. */
const UNKNOWN_TYPE = 131_051

function unsupported(content: proto.IMessage): Body | undefined {
  const kinds = Object.entries(content)
    .filter(([, part]) => part !== null && part !== undefined)
    .map(([name]) => name)
  if (kinds.length > 0 && kinds.every((kind) => SILENT.has(kind))) return undefined
  const kind = kinds.find((name) => !SILENT.has(name))
  const details = kind === undefined ? 'a message without content' : kind.replace(/Message$/, '')
  const errors = [{ code: UNKNOWN_TYPE, title: 'Message type unknown', details }]
  return { type: UNSUPPORTED, text: null, content: { errors } }
}

function deedBody(message: proto.Message.IProtocolMessage | null | undefined): Body | undefined {
  const id = message?.key?.id
  if (!message || !id) return undefined
  const about = asChannelMessageId(id)
  const what = { original_message_id: id }
  const kind: number | null | undefined = message.type
  if (kind === REVOKE) {
    return { type: 'revoke', text: null, content: { revoke: what }, about }
  }
  const after = kind === EDIT && message.editedMessage ? message.editedMessage : undefined
  const read = after && readContent(after)
  if (!read) return undefined
  const named = read.type === 'text' ? { text: { body: read.text ?? '' } } : read.content
  const edit = { ...what, message: { type: read.type, ...named } }
  return { type: 'edit', text: read.text, content: { edit }, about }
}

function placeBody(content: proto.IMessage): Body | undefined {
  const { locationMessage, liveLocationMessage } = content
  const place = locationMessage ?? liveLocationMessage
  if (!place) return undefined
  const location = {
    latitude: place.degreesLatitude ?? undefined,
    longitude: place.degreesLongitude ?? undefined,
    name: locationMessage?.name || undefined,
    address: locationMessage?.address || undefined,
    live: liveLocationMessage ? true : undefined,
  }
  return { type: 'location', text: liveLocationMessage?.caption || null, content: { location } }
}

function cardsBody(content: proto.IMessage): Body | undefined {
  const cards = content.contactsArrayMessage?.contacts ?? [content.contactMessage]
  const contacts = cards
    .filter((card) => card !== null && card !== undefined)
    .map((card) => readVcard(card.vcard ?? '', card.displayName ?? ''))
  return contacts.length > 0 ? { type: 'contacts', text: null, content: { contacts } } : undefined
}

function reactionBody({ reactionMessage }: proto.IMessage): Body | undefined {
  const id = reactionMessage?.key?.id
  if (!reactionMessage || !id) return undefined
  const emoji = reactionMessage.text ?? ''
  const reaction = { message_id: id, emoji }
  const about = asChannelMessageId(id)
  return { type: 'reaction', text: emoji || null, content: { reaction }, about }
}

/** What a message says of another that it answers. */
export interface Answered {
  readonly id: ChannelMessageId | undefined
  /** The address of whoever wrote that. */
  readonly participant: string | undefined
  readonly isForwarded: boolean
}

/** @returns undefined for a message that stands by itself */
export function answeredIn(content: proto.IMessage): Answered | undefined {
  const parts: object[] = Object.values(content).filter(
    (part) => typeof part === 'object' && part !== null,
  )
  for (const part of parts) {
    if (!('contextInfo' in part) || !part.contextInfo) continue
    const { stanzaId, participant, isForwarded }: proto.IContextInfo = part.contextInfo
    if (!stanzaId && !isForwarded) return undefined
    return {
      id: stanzaId ? asChannelMessageId(stanzaId) : undefined,
      participant: participant ?? undefined,
      isForwarded: isForwarded === true,
    }
  }
  return undefined
}
