import { proto } from '@whiskeysockets/baileys'
import { Problem } from '../../common/kit/errors.ts'
import type { Random } from '../random.ts'
import type { MediaType } from '../media/media-cipher.ts'
import type { BroughtFile, FileMessage } from './phone-files.ts'
import type { PhoneMessage, Wrapping } from './phone-message.ts'
import { optionHash, sealVote } from './poll-votes.ts'

const { Type } = proto.Message.ProtocolMessage

/** A message in the chat that another one is about, as the phone has it. */
export interface Target {
  readonly id: string
  /** Whether this phone's account wrote it. */
  readonly isOwn: boolean
  readonly payload: Buffer | null
  /** The address of whoever else wrote it in a group. */
  readonly writer?: string
}

/** Where a phone writes. Addresses are without a device. */
export interface Desk {
  /** The file of the message, when it has one. */
  readonly file?: BroughtFile | undefined
  readonly chat: string
  readonly me: string
  readonly random: Random
  /** Milliseconds since the epoch. */
  readonly now: number
  target(id: string): Target | undefined
}

/**
 * The protobuf of what a person does in a chat, unpadded.
 * @throws {Problem} `unknown_message` when it is about a message that the chat does not have
 */
export function writeMessage(message: PhoneMessage, desk: Desk, wrap?: Wrapping): Buffer {
  if (message.type === 'raw') return Buffer.from(message.message, 'base64')
  const written = write(message, desk)
  return Buffer.from(proto.Message.encode(wrapped(written, wrap)).finish())
}

function wrapped(message: proto.IMessage, wrap: Wrapping | undefined): proto.IMessage {
  if (wrap === 'ephemeral') return { ephemeralMessage: { message } }
  return wrap === 'view-once' ? { viewOnceMessageV2: { message } } : message
}

type Written = Exclude<PhoneMessage, { type: 'raw' }>

function write(message: Written, desk: Desk): proto.IMessage {
  switch (message.type) {
    case 'text': {
      const contextInfo = contextOf(message, desk)
      if (!contextInfo) return { conversation: message.text }
      return { extendedTextMessage: { text: message.text, contextInfo } }
    }
    case 'location':
      return location(message, desk)
    case 'contacts':
      return cards(message, desk)
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return file(message, desk)
    case 'poll':
      return poll(message, desk)
    case 'vote':
      return vote(message, desk)
    case 'button-reply':
      return {
        buttonsResponseMessage: {
          selectedButtonId: message.id,
          selectedDisplayText: message.title,
          type: proto.Message.ButtonsResponseMessage.Type.DISPLAY_TEXT,
        },
      }
    case 'list-reply':
      return {
        listResponseMessage: {
          title: message.title,
          singleSelectReply: { selectedRowId: message.id },
          listType: proto.Message.ListResponseMessage.ListType.SINGLE_SELECT,
        },
      }
    case 'reaction':
    case 'edit':
    case 'delete':
      return deed(message, desk)
  }
}

type Of<Type extends PhoneMessage['type']> = Extract<PhoneMessage, { type: Type }>

function deed(message: Of<'reaction' | 'edit' | 'delete'>, desk: Desk): proto.IMessage {
  const target = targetOf(desk, message.of)
  const key = {
    remoteJid: desk.chat,
    fromMe: target.isOwn,
    id: target.id,
    ...(target.writer !== undefined && { participant: target.writer }),
  }
  if (message.type === 'reaction') {
    return { reactionMessage: { key, text: message.emoji, senderTimestampMs: desk.now } }
  }
  if (message.type === 'delete') return { protocolMessage: { key, type: Type.REVOKE } }
  const protocolMessage = {
    key,
    type: Type.MESSAGE_EDIT,
    editedMessage: { conversation: message.text },
    timestampMs: desk.now,
  }
  return { editedMessage: { message: { protocolMessage } } }
}

function location(message: Of<'location'>, desk: Desk): proto.IMessage {
  const place = {
    degreesLatitude: message.latitude,
    degreesLongitude: message.longitude,
    contextInfo: contextOf(message, desk),
  }
  if (message.live) return { liveLocationMessage: { ...place, sequenceNumber: 1 } }
  const { name = null, address = null } = message
  return { locationMessage: { ...place, name, address } }
}

function cards(message: Of<'contacts'>, desk: Desk): proto.IMessage {
  const contextInfo = contextOf(message, desk)
  const contacts = message.contacts.map(({ name, vcard }) => ({ displayName: name, vcard }))
  const [first] = contacts
  return contacts.length === 1
    ? { contactMessage: { ...first, contextInfo } }
    : { contactsArrayMessage: { displayName: `${contacts.length}`, contacts, contextInfo } }
}

const USUAL: Readonly<Record<MediaType, string>> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg; codecs=opus',
  document: 'application/pdf',
  sticker: 'image/webp',
}

function file(message: FileMessage, desk: Desk): proto.IMessage {
  const { type, caption = null, filename = null, voice = false } = message
  if (!desk.file) throw new Error('the file has not been brought')
  const part = {
    ...desk.file,
    url: `https://mmg.whatsapp.net${desk.file.directPath}`,
    mediaKeyTimestamp: Math.floor(desk.now / 1000),
    mimetype: message.mimetype ?? USUAL[type],
    contextInfo: contextOf(message, desk),
  }
  switch (type) {
    case 'image':
      return { imageMessage: { ...part, caption } }
    case 'video':
      return { videoMessage: { ...part, caption } }
    case 'audio':
      return { audioMessage: { ...part, ptt: voice } }
    case 'sticker':
      return { stickerMessage: part }
    case 'document': {
      const documentMessage = { ...part, caption, fileName: filename, title: filename }
      if (caption === null) return { documentMessage }
      return { documentWithCaptionMessage: { message: { documentMessage } } }
    }
  }
}

function poll(message: Of<'poll'>, desk: Desk): proto.IMessage {
  const creation = {
    name: message.question,
    options: message.options.map((optionName) => ({ optionName })),
    selectableOptionsCount: message.selectable,
    contextInfo: contextOf(message, desk),
  }
  return {
    messageContextInfo: { messageSecret: desk.random.bytes(32) },
    ...(message.selectable === 1
      ? { pollCreationMessageV3: creation }
      : { pollCreationMessage: creation }),
  }
}

function vote(message: Of<'vote'>, desk: Desk): proto.IMessage {
  const target = targetOf(desk, message.of)
  const { messageContextInfo } = proto.Message.decode(target.payload ?? Buffer.alloc(0))
  const secret = messageContextInfo?.messageSecret
  if (!secret) throw unknown(message.of)
  const ballot = {
    pollId: target.id,
    secret,
    creator: writerOf(target, desk),
    voter: desk.me,
  }
  const selectedOptions = message.options.map(optionHash)
  const plain = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish()
  return {
    pollUpdateMessage: {
      pollCreationMessageKey: { remoteJid: desk.chat, fromMe: target.isOwn, id: target.id },
      vote: sealVote(ballot, plain, desk.random.bytes(12)),
      senderTimestampMs: desk.now,
    },
  }
}

function contextOf(
  message: { readonly replyTo?: string | undefined; readonly forwarded?: boolean | undefined },
  desk: Desk,
): proto.IContextInfo | null {
  const { replyTo, forwarded } = message
  if (replyTo === undefined) return forwarded ? { isForwarded: true, forwardingScore: 1 } : null
  const target = targetOf(desk, replyTo)
  return {
    stanzaId: target.id,
    participant: writerOf(target, desk),
    quotedMessage: proto.Message.decode(target.payload ?? Buffer.alloc(0)),
    ...(forwarded && { isForwarded: true }),
  }
}

const writerOf = ({ isOwn, writer }: Target, desk: Desk): string =>
  isOwn ? desk.me : (writer ?? desk.chat)

function targetOf(desk: Desk, id: string): Target {
  const target = desk.target(id)
  if (target) return target
  throw unknown(id)
}

const unknown = (id: string): Problem =>
  new Problem(
    'unknown_message',
    422,
    `There is no message ${id} in this chat that this can be about.`,
  )
