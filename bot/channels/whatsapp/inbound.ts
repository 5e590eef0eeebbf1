import type { proto } from '@whiskeysockets/baileys'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import { UNDECRYPTED } from '../../../common/domain/message.ts'
import type { InboundMessage } from '../channel.ts'
import { identityOf, isPerson, withoutDevice } from './jid.ts'

/** The outside of a message: the attributes of its stanza. */
export type Envelope = Readonly<Record<string, string>>

/** The linked account's own addresses. */
export interface Me {
  readonly jid: string | undefined
  readonly lid: string | undefined
}

/**
 * What a message is to the bot.
 * @param envelope the stanza's attributes
 * @param content the message inside, unwrapped; undefined when it could not be decrypted
 * @param learned another address of the same person, if one is known
 * @returns undefined for what is no message between people: protocol, groups, status, channels
 */
export function fromWhatsApp(
  envelope: Envelope,
  content: proto.IMessage | undefined,
  me: Me,
  learned?: string,
): InboundMessage | undefined {
  const { from, id, recipient } = envelope
  if (!from || !id || envelope['category'] === 'peer' || !isPerson(from)) return undefined
  const fromMe = isMe(from, me)
  const address = withoutDevice(fromMe ? (recipient ?? from) : from)
  if (!isPerson(address)) return undefined
  const body = content ? bodyOf(content) : UNREADABLE
  if (!body) return undefined
  const contact = [address, otherAddress(envelope, fromMe), learned]
    .map((jid) => identityOf(jid))
    .filter((identity) => identity !== undefined)
  return {
    id: asChannelMessageId(id),
    contact: contact.filter(
      (identity, index) => contact.findIndex((other) => other.kind === identity.kind) === index,
    ),
    name: fromMe ? undefined : envelope['notify'] || undefined,
    address,
    fromMe,
    toSelf: fromMe && isMe(address, me),
    ...body,
    at: (Number(envelope['t']) || 0) * 1000,
  }
}

/** Whether an address is the linked account's own. */
export const isMe = (jid: string, me: Me): boolean =>
  [me.jid, me.lid].some((own) => own !== undefined && withoutDevice(own) === withoutDevice(jid))

function otherAddress(envelope: Envelope, fromMe: boolean): string | undefined {
  if (fromMe) {
    return (
      envelope['recipient_pn'] ??
      envelope['recipient_lid'] ??
      envelope['peer_recipient_pn'] ??
      envelope['peer_recipient_lid']
    )
  }
  return envelope['sender_pn'] ?? envelope['sender_lid']
}

type Body = Pick<InboundMessage, 'type' | 'text' | 'content'>

const UNREADABLE: Body = { type: UNDECRYPTED, text: null, content: undefined }

/** @returns undefined for contents that are about messages rather than messages */
function bodyOf(content: proto.IMessage): Body | undefined {
  const text = content.conversation ?? content.extendedTextMessage?.text
  if (typeof text === 'string') return { type: 'text', text, content: undefined }
  if (content.protocolMessage || content.senderKeyDistributionMessage) return undefined
  if (content.pollUpdateMessage || content.keepInChatMessage || content.pinInChatMessage) {
    return undefined
  }
  return (
    mediaBody(content) ??
    placeBody(content) ??
    choiceBody(content) ?? { type: 'unsupported', text: null, content: undefined }
  )
}

function mediaBody(content: proto.IMessage): Body | undefined {
  const { imageMessage, videoMessage, audioMessage, documentMessage, stickerMessage } = content
  if (imageMessage) return media('image', imageMessage, imageMessage.caption)
  if (videoMessage) return media('video', videoMessage, videoMessage.caption)
  if (audioMessage) {
    return media('audio', audioMessage, undefined, { voice: audioMessage.ptt === true })
  }
  if (documentMessage) {
    return media('document', documentMessage, documentMessage.caption, {
      filename: documentMessage.fileName ?? undefined,
    })
  }
  return stickerMessage ? media('sticker', stickerMessage, undefined) : undefined
}

function media(
  type: string,
  part: { readonly mimetype?: string | null; readonly fileSha256?: Uint8Array | null },
  caption: string | null | undefined,
  more: object = {},
): Body {
  const details = {
    mime_type: part.mimetype ?? undefined,
    sha256: part.fileSha256 ? Buffer.from(part.fileSha256).toString('base64') : undefined,
    caption: caption ?? undefined,
    ...more,
  }
  return { type, text: caption ?? null, content: { [type]: details } }
}

function placeBody(content: proto.IMessage): Body | undefined {
  const place = content.locationMessage ?? content.liveLocationMessage
  if (place) {
    const details = {
      latitude: place.degreesLatitude ?? undefined,
      longitude: place.degreesLongitude ?? undefined,
      name: ('name' in place && place.name) || undefined,
      address: ('address' in place && place.address) || undefined,
    }
    return { type: 'location', text: null, content: { location: details } }
  }
  const cards = content.contactsArrayMessage?.contacts ?? [content.contactMessage]
  const named = cards.filter((card) => card !== null && card !== undefined)
  if (named.length === 0) return undefined
  const contacts = named.map((card) => ({
    name: { formatted_name: card.displayName ?? '' },
    vcard: card.vcard ?? undefined,
  }))
  return { type: 'contacts', text: null, content: { contacts } }
}

function choiceBody(content: proto.IMessage): Body | undefined {
  const { reactionMessage, buttonsResponseMessage, listResponseMessage } = content
  if (reactionMessage) {
    const emoji = reactionMessage.text ?? ''
    const reaction = { message_id: reactionMessage.key?.id ?? undefined, emoji }
    return { type: 'reaction', text: emoji || null, content: { reaction } }
  }
  const button = buttonsResponseMessage ?? content.templateButtonReplyMessage
  if (button) {
    const title = button.selectedDisplayText ?? null
    const id =
      ('selectedButtonId' in button ? button.selectedButtonId : undefined) ??
      ('selectedId' in button ? button.selectedId : undefined)
    const interactive = { type: 'button_reply', button_reply: { id, title } }
    return { type: 'interactive', text: title, content: { interactive } }
  }
  if (listResponseMessage) {
    const title = listResponseMessage.title ?? null
    const id = listResponseMessage.singleSelectReply?.selectedRowId ?? undefined
    const interactive = { type: 'list_reply', list_reply: { id, title } }
    return { type: 'interactive', text: title, content: { interactive } }
  }
  return undefined
}
