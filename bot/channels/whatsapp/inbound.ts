import type { proto } from '@whiskeysockets/baileys'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import { UNDECRYPTED } from '../../../common/domain/message.ts'
import type { InboundMessage } from '../channel.ts'
import { identityOf, isPerson, phoneOfJid, withoutDevice } from './jid.ts'
import { announce } from './media-source.ts'
import { answeredIn, readContent } from './read-content.ts'
import type { Answered, Body } from './read-content.ts'

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
 * @param given what the content says, when that could not be read from it alone
 * @returns undefined for what is no message between people: protocol, groups, status, channels
 */
export function fromWhatsApp(
  envelope: Envelope,
  content: proto.IMessage | undefined,
  me: Me,
  learned?: string,
  given?: Body,
): InboundMessage | undefined {
  const { from, id, recipient } = envelope
  if (!from || !id || envelope['category'] === 'peer' || !isPerson(from)) return undefined
  const fromMe = isMe(from, me)
  const address = withoutDevice(fromMe ? (recipient ?? from) : from)
  if (!isPerson(address)) return undefined
  const read = content ? (given ?? readContent(content)) : UNREADABLE
  if (!read) return undefined
  const { file, ...body } = read
  const contact = [...addressesIn(envelope, me), learned]
    .map((jid) => identityOf(jid))
    .filter((identity) => identity !== undefined)
  const phoneOf = (writer: string): string | undefined =>
    isMe(writer, me) ? phoneOfJid(me.jid) : contact.find(({ kind }) => kind === 'phone')?.value
  return {
    id: asChannelMessageId(id),
    contact: contact.filter(
      (identity, index) => contact.findIndex((other) => other.kind === identity.kind) === index,
    ),
    name: fromMe ? undefined : envelope['notify'] || undefined,
    address,
    fromMe,
    toSelf: fromMe && isMe(address, me),
    ...(file && { file: announce(file, { id, chat: address, fromMe }) }),
    ...answering(body, content && answeredIn(content), phoneOf),
    at: (Number(envelope['t']) || 0) * 1000,
  }
}

/** Whether an address is the linked account's own. */
export const isMe = (jid: string, me: Me): boolean =>
  [me.jid, me.lid].some((own) => own !== undefined && withoutDevice(own) === withoutDevice(jid))

/** The addresses by which an envelope names the person on the other side. */
export function addressesIn(envelope: Envelope, me: Me): readonly (string | undefined)[] {
  const { from = '', recipient } = envelope
  const fromMe = isMe(from, me)
  return [withoutDevice(fromMe ? (recipient ?? from) : from), otherAddress(envelope, fromMe)]
}

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

const UNREADABLE: Body = { type: UNDECRYPTED, text: null, content: undefined }

/** A body with the message that it answers, if it answers one. */
function answering(
  body: Omit<Body, 'file'>,
  answered: Answered | undefined,
  phoneOf: (address: string) => string | undefined,
): Omit<Body, 'file'> {
  if (!answered || body.about !== undefined) return body
  const { id, participant, isForwarded } = answered
  const from = participant === undefined ? undefined : phoneOf(participant)
  const context = {
    ...(id !== undefined && { id }),
    ...(id !== undefined && from !== undefined && { from }),
    ...(isForwarded && { forwarded: true }),
  }
  return { ...body, content: { ...body.content, context }, about: id }
}
