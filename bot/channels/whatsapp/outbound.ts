import { createHmac } from 'node:crypto'
import type { proto } from '@whiskeysockets/baileys'
import { mediaOf } from '../../../common/contracts/content/content.ts'
import type { Content, ContentOf, Deed } from '../../../common/contracts/content/content.ts'
import type { MediaObject } from '../../../common/contracts/content/media.ts'
import type { MediaType } from '../../../common/domain/media.ts'
import { menuText } from '../../../common/domain/menu.ts'
import { SendError } from '../channel.ts'
import type { ChannelMessage, Subject } from '../channel.ts'
import type { UploadedFile } from './upload.ts'
import { toVcard } from './vcard.ts'

/** What a message stands in: the chat it goes to and who writes. */
export interface Setting {
  /** The chat's address. */
  readonly address: string
  /** The linked account's own address there. */
  readonly me: string | undefined
  /** What only this session knows; the message's own secret is derived from it. */
  readonly secret: string
  /** Its file, when its bytes travel apart. */
  readonly file?: UploadedFile | undefined
}

/**
 * A message as WhatsApp carries it. The same id always gives the same bytes, so that a message that
 * is sent again is the same message.
 * @throws {SendError} when its bytes travel apart and there is no file
 */
export function toWhatsApp(
  message: Pick<ChannelMessage, 'id' | 'content' | 'about' | 'at'>,
  setting: Setting,
): proto.IMessage {
  const { content, about } = message
  if (content.type === 'edit' || content.type === 'revoke') {
    return deedPart(content, about, setting, message.at)
  }
  if (content.type === 'reaction') return reaction(content, about, setting, message.at)
  const media = mediaOf(content)
  return {
    ...(media ? mediaPart(media, setting, about) : visible(content, quoting(about, setting))),
    messageContextInfo: { messageSecret: secretOf(message.id, setting.secret) },
  }
}

/** A message's own secret, by which votes and the like are encrypted. */
export const secretOf = (id: string, secret: string): Buffer =>
  createHmac('sha256', secret).update(`message ${id}`).digest()

type Quoting = { readonly contextInfo?: proto.IContextInfo }

function quoting(about: Subject | undefined, setting: Setting): Quoting {
  if (!about) return {}
  const participant = about.fromMe ? setting.me : (about.writer ?? setting.address)
  return {
    contextInfo: {
      stanzaId: about.id,
      ...(participant !== undefined && { participant }),
      quotedMessage: { conversation: about.text ?? '' },
    },
  }
}

function visible(content: Content, quote: Quoting): proto.IMessage {
  if ('text' in content) return { extendedTextMessage: { text: content.text.body, ...quote } }
  if ('interactive' in content) {
    return { extendedTextMessage: { text: menuText(content.interactive), ...quote } }
  }
  if ('location' in content) return { locationMessage: { ...place(content), ...quote } }
  if ('contacts' in content) return cards(content, quote)
  if ('poll' in content) return poll(content, quote)
  throw new SendError('rejected', 'unsupported_type')
}

const place = ({ location }: ContentOf<'location'>): proto.Message.ILocationMessage => ({
  degreesLatitude: location.latitude,
  degreesLongitude: location.longitude,
  ...(location.name !== undefined && { name: location.name }),
  ...(location.address !== undefined && { address: location.address }),
})

function cards({ contacts }: ContentOf<'contacts'>, quote: Quoting): proto.IMessage {
  const written = contacts.map((card) => ({
    displayName: card.name.formatted_name,
    vcard: toVcard(card),
  }))
  const [first, ...others] = written
  if (first && others.length === 0) return { contactMessage: { ...first, ...quote } }
  const displayName = written.map((card) => card.displayName).join(', ')
  return { contactsArrayMessage: { displayName, contacts: written, ...quote } }
}

function poll({ poll: asked }: ContentOf<'poll'>, quote: Quoting): proto.IMessage {
  const creation = {
    name: asked.question,
    options: asked.options.map((optionName) => ({ optionName })),
    selectableOptionsCount: asked.selectable_count,
    ...quote,
  }
  // Phones show the third kind with one choice only.
  return asked.selectable_count === 1
    ? { pollCreationMessageV3: creation }
    : { pollCreationMessage: creation }
}

function reaction(
  { reaction: given }: ContentOf<'reaction'>,
  about: Subject | undefined,
  { address }: Setting,
  at: number,
): proto.IMessage {
  if (!about) throw new SendError('rejected', 'no_such_message')
  const key = {
    remoteJid: address,
    fromMe: about.fromMe,
    id: about.id,
    ...(about.writer !== undefined && { participant: about.writer }),
  }
  return { reactionMessage: { key, text: given.emoji, senderTimestampMs: at } }
}

type Kind = proto.Message.ProtocolMessage.Type

// oxlint-disable typescript/no-unsafe-enum-assignment, typescript/no-unsafe-type-assertion -- Baileys is not loaded for the names of its numbers
const REVOKE = 0 as Kind
const EDIT = 14 as Kind
// oxlint-enable typescript/no-unsafe-enum-assignment, typescript/no-unsafe-type-assertion

function deedPart(
  deed: Deed,
  about: Subject | undefined,
  { address }: Setting,
  at: number,
): proto.IMessage {
  if (!about) throw new SendError('rejected', 'no_such_message')
  const key = { remoteJid: address, fromMe: true, id: about.id }
  if (deed.type === 'revoke') return { protocolMessage: { key, type: REVOKE } }
  const editedMessage = { extendedTextMessage: { text: deed.edit.message.text.body } }
  return { protocolMessage: { key, type: EDIT, editedMessage, timestampMs: at } }
}

function mediaPart(
  { type, media }: { readonly type: MediaType; readonly media: MediaObject },
  setting: Setting,
  about: Subject | undefined,
): proto.IMessage {
  const { file } = setting
  if (!file) throw new SendError('unsent', 'no_file')
  const common = { ...withoutGaps(file), ...quoting(about, setting) }
  const caption = media.caption === undefined ? {} : { caption: media.caption }
  switch (type) {
    case 'image':
      return { imageMessage: { ...common, ...caption } }
    case 'video':
      return { videoMessage: { ...common, ...caption } }
    case 'audio':
      return { audioMessage: { ...common, ptt: media.voice === true } }
    case 'document':
      return documentPart(media, { ...common, ...caption })
    case 'sticker':
      return { stickerMessage: common }
  }
}

/** Phones show the caption of a document only from inside a wrapping of its own. */
function documentPart(media: MediaObject, part: proto.Message.IDocumentMessage): proto.IMessage {
  const documentMessage = { ...part, fileName: media.filename ?? 'file', title: media.filename }
  if (media.caption === undefined) return { documentMessage: withoutGaps(documentMessage) }
  return {
    documentWithCaptionMessage: { message: { documentMessage: withoutGaps(documentMessage) } },
  }
}

type WithoutGaps<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

function withoutGaps<T extends object>(given: T): WithoutGaps<T> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is left has its own types
  return Object.fromEntries(entries) as WithoutGaps<T>
}
