import { normalizeMessageContent, proto } from '@whiskeysockets/baileys'

const { Type } = proto.Message.ProtocolMessage

/** What a person sees of a message, in the words in which phones write. */
export type Seen = { readonly type: string } & Readonly<Record<string, unknown>>

/**
 * What a phone makes of a message.
 * @param payload the protobuf, unpadded
 */
export function seeMessage(payload: Uint8Array): Seen {
  const whole = proto.Message.decode(payload)
  return see(normalizeMessageContent(whole) ?? whole)
}

function see(message: proto.IMessage): Seen {
  const text = message.conversation ?? message.extendedTextMessage?.text
  if (typeof text === 'string') {
    return { type: 'text', text, ...answerIn(message.extendedTextMessage?.contextInfo) }
  }
  return (
    seePlace(message) ??
    seeCards(message) ??
    seePoll(message) ??
    seeDeed(message) ??
    seeFilePart(message) ?? { type: kindOf(message) }
  )
}

function answerIn(context: proto.IContextInfo | null | undefined): object {
  if (!context?.stanzaId) return {}
  return {
    replyTo: context.stanzaId,
    replyToWriter: context.participant ?? undefined,
    quoted: context.quotedMessage?.conversation ?? undefined,
  }
}

function seePlace({
  locationMessage: place,
  liveLocationMessage: live,
}: proto.IMessage): Seen | undefined {
  const at = place ?? live
  if (!at) return undefined
  return {
    type: 'location',
    latitude: at.degreesLatitude,
    longitude: at.degreesLongitude,
    ...(place?.name && { name: place.name }),
    ...(place?.address && { address: place.address }),
    ...(live && { live: true }),
    ...answerIn(at.contextInfo),
  }
}

function seeCards({ contactMessage, contactsArrayMessage }: proto.IMessage): Seen | undefined {
  const cards = contactMessage ? [contactMessage] : contactsArrayMessage?.contacts
  if (!cards) return undefined
  const contacts = cards.map(({ displayName, vcard }) => ({ name: displayName, vcard }))
  return {
    type: 'contacts',
    contacts,
    ...answerIn((contactMessage ?? contactsArrayMessage)?.contextInfo),
  }
}

function seePoll(message: proto.IMessage): Seen | undefined {
  const poll = message.pollCreationMessageV3 ?? message.pollCreationMessage
  if (!poll) return undefined
  return {
    type: 'poll',
    question: poll.name,
    options: (poll.options ?? []).map(({ optionName }) => optionName),
    selectable: poll.selectableOptionsCount ?? 0,
    ...answerIn(poll.contextInfo),
  }
}

function seeDeed({
  reactionMessage,
  protocolMessage,
  pollUpdateMessage,
}: proto.IMessage): Seen | undefined {
  if (reactionMessage) {
    const { key, text } = reactionMessage
    return { type: 'reaction', of: key?.id, ofOwn: key?.fromMe === true, emoji: text ?? '' }
  }
  if (pollUpdateMessage) return { type: 'vote', of: pollUpdateMessage.pollCreationMessageKey?.id }
  if (!protocolMessage) return undefined
  const { type, key, editedMessage } = protocolMessage
  if (type === Type.REVOKE) return { type: 'delete', of: key?.id }
  if (type !== Type.MESSAGE_EDIT || !editedMessage) {
    return { type: 'peer', kind: Type[type ?? 0] ?? String(type) }
  }
  return { ...see(editedMessage), type: 'edit', of: key?.id }
}

function seeFilePart({
  imageMessage,
  videoMessage,
  audioMessage,
  documentMessage,
  stickerMessage,
}: proto.IMessage): Seen | undefined {
  if (audioMessage) {
    const { mimetype, ptt, seconds, waveform, contextInfo } = audioMessage
    const bars = waveform && waveform.length > 0 ? { waveform: [...waveform] } : {}
    return {
      type: 'audio',
      mimetype,
      voice: ptt === true,
      ...(seconds && { seconds }),
      ...bars,
      ...answerIn(contextInfo),
    }
  }
  if (documentMessage) {
    const { mimetype, fileName, caption, contextInfo } = documentMessage
    return {
      type: 'document',
      mimetype,
      filename: fileName,
      ...(caption && { caption }),
      ...answerIn(contextInfo),
    }
  }
  const part = imageMessage ?? videoMessage ?? stickerMessage
  if (!part) return undefined
  const { mimetype, width, height, contextInfo } = part
  return {
    type: imageMessage ? 'image' : videoMessage ? 'video' : 'sticker',
    mimetype,
    ...(width && { width }),
    ...(height && { height }),
    ...('caption' in part && part.caption && { caption: part.caption }),
    ...answerIn(contextInfo),
  }
}

/** `imageMessage` is an `image`; context alone is no content. */
function kindOf(message: proto.IMessage): string {
  const field = Object.entries(message).find(
    ([name, value]) => value !== null && value !== undefined && name !== 'messageContextInfo',
  )
  return field?.[0].replace(/Message(V\d)?$/, '') ?? 'empty'
}

/** The line of a message that a list of chats would show. */
export function lineOf(seen: Seen): string {
  for (const name of ['text', 'emoji', 'caption', 'question', 'kind']) {
    const line = seen[name]
    if (typeof line === 'string') return line
  }
  return ''
}
