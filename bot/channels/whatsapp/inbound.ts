import type { proto } from '@whiskeysockets/baileys'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import { UNDECRYPTED } from '../../../common/domain/message.ts'
import type { ChannelIdentity, InboundMessage } from '../channel.ts'
import { identityOf, isGroup, isPerson, phoneOfJid, withoutDevice } from './jid.ts'
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
 * @param learned another address of the person in the envelope, if one is known
 * @param given what the content says, when that could not be read from it alone
 * @returns undefined for what is no message between people: protocol, status, channels
 */
export function fromWhatsApp(
  envelope: Envelope,
  content: proto.IMessage | undefined,
  me: Me,
  learned?: string,
  given?: Body,
): InboundMessage | undefined {
  const { id } = envelope
  const place = placeOf(envelope, me)
  if (!place || !id || envelope['category'] === 'peer') return undefined
  const read = content ? (given ?? readContent(content)) : UNREADABLE
  if (!read) return undefined
  const { address, fromMe, inGroup } = place
  const { file, ...body } = read
  const person = namesOf([...addressesIn(envelope, me), learned])
  const phoneOf = (writer: string): string | undefined => {
    if (isMe(writer, me)) return phoneOfJid(me.jid)
    if (inGroup) return phoneOfJid(writer)
    return person.find(({ kind }) => kind === 'phone')?.value
  }
  const name = fromMe ? undefined : envelope['notify'] || undefined
  const participant = withoutDevice(envelope['participant'] ?? '')
  const writer = fromMe ? undefined : { identities: person, name, address: participant }
  return {
    id: asChannelMessageId(id),
    contact: inGroup ? namesOf([address]) : person,
    name: inGroup ? undefined : name,
    ...(inGroup && { group: { writer } }),
    address,
    fromMe,
    toSelf: fromMe && isMe(address, me),
    ...(file && { file: announce(file, bringerOf(id, place, participant)) }),
    ...answering(body, content && answeredIn(content), phoneOf),
    at: (Number(envelope['t']) || 0) * 1000,
  }
}

/** Where a message was written. */
interface Place {
  /** Of the chat. */
  readonly address: string
  readonly fromMe: boolean
  readonly inGroup: boolean
}

function placeOf({ from, participant, recipient }: Envelope, me: Me): Place | undefined {
  if (from && isGroup(from)) {
    if (!participant || !isPerson(participant)) return undefined
    return { address: from, fromMe: isMe(participant, me), inGroup: true }
  }
  if (!from || !isPerson(from)) return undefined
  const fromMe = isMe(from, me)
  const address = withoutDevice(fromMe ? (recipient ?? from) : from)
  return isPerson(address) ? { address, fromMe, inGroup: false } : undefined
}

const bringerOf = (id: string, { address, fromMe, inGroup }: Place, participant: string) => ({
  id,
  chat: address,
  fromMe,
  ...(inGroup && { participant }),
})

/** What addresses say, one of each kind. */
function namesOf(addresses: readonly (string | undefined)[]): readonly ChannelIdentity[] {
  const names = addresses.map((jid) => identityOf(jid)).filter((identity) => identity !== undefined)
  return names.filter(
    (identity, index) => names.findIndex((other) => other.kind === identity.kind) === index,
  )
}

/** Whether an address is the linked account's own. */
export const isMe = (jid: string, me: Me): boolean =>
  [me.jid, me.lid].some((own) => own !== undefined && withoutDevice(own) === withoutDevice(jid))

/** The addresses by which an envelope names the person on the other side; in a group, its writer. */
export function addressesIn(envelope: Envelope, me: Me): readonly (string | undefined)[] {
  const { from = '', participant, recipient } = envelope
  if (isGroup(from)) {
    const other = envelope['participant_pn'] ?? envelope['participant_lid']
    return [participant && withoutDevice(participant), other]
  }
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
