import { deflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import { addressOf } from '../accounts/account.ts'
import type { Account } from '../accounts/account.ts'
import { sealMedia } from '../media/media-cipher.ts'
import type { Random } from '../random.ts'
import { formatJid } from '../wire/jid.ts'
import type { PhoneParts } from './phone-parts.ts'

/** What was written on a phone before a companion is linked. */
export interface Past {
  readonly messages: number
  /** The first ones are with the other phones there are, the rest with people made up for it. */
  readonly chats: number
  /** Over how many days they are spread, evenly. */
  readonly days: number
}

interface Partner {
  readonly pnJid: string
  readonly lidJid: string
  readonly name: string
}

interface Part {
  readonly type: 'INITIAL_BOOTSTRAP' | 'RECENT' | 'FULL'
  /** Numbers of messages; 0 is the newest. */
  readonly from: number
  readonly to: number
}

const DAY = 86_400_000
/** Phones give the last months first, and what is older afterwards. */
const RECENT_DAYS = 90
const PART_MESSAGES = 2500
const { Type } = proto.Message.ProtocolMessage
const { HistorySyncType } = proto.HistorySync

/**
 * The announcements with which a phone gives its past to a new companion, as real phones do: the
 * newest of each chat, the names, then the rest in parts. Each part is on the media host before it
 * is announced, and only one of them is in memory.
 */
export async function* tellPast(
  { directory, media, clock }: Pick<PhoneParts, 'directory' | 'media' | 'clock'>,
  owner: Account,
  past: Past,
): AsyncGenerator<Buffer, void, undefined> {
  const random = directory.randomOf(owner.phone).fork('past')
  const others = directory.accounts().filter(({ phone }) => phone !== owner.phone)
  const partners = partnersOf(others, past.chats, random)
  const write = writer(past, partners, clock.now(), random)
  let order = 0
  const announce = async (history: proto.IHistorySync): Promise<Buffer> => {
    order += 1
    const deflated = deflateSync(proto.HistorySync.encode(history).finish())
    const { body, ...told } = sealMedia(deflated, 'history', random.bytes(32))
    const directPath = media.pathFor(await media.take([body]))
    const { syncType = null, progress = 100 } = history
    const historySyncNotification = { ...told, directPath, syncType, progress, chunkOrder: order }
    const protocolMessage = { type: Type.HISTORY_SYNC_NOTIFICATION, historySyncNotification }
    return Buffer.from(proto.Message.encode({ protocolMessage }).finish())
  }
  const me = { pnJid: addressOf(owner, 'pn'), lidJid: addressOf(owner, 'lid') }
  for (const { type, from, to } of partsOf(past)) {
    const isFirst = type === 'INITIAL_BOOTSTRAP'
    yield await announce({
      syncType: HistorySyncType[type],
      progress: Math.round((100 * to) / past.messages),
      conversations: conversations(partners, from, to, write),
      ...(isFirst && { phoneNumberToLidMappings: [me, ...partners] }),
    })
    if (!isFirst) continue
    const pushnames = partners.map(({ pnJid: id, name: pushname }) => ({ id, pushname }))
    yield await announce({ syncType: HistorySyncType.PUSH_NAME, pushnames })
  }
}

function partnersOf(others: readonly Account[], count: number, random: Random): Partner[] {
  const known = others.slice(0, count).map((account) => ({
    pnJid: addressOf(account, 'pn'),
    lidJid: addressOf(account, 'lid'),
    name: account.name,
  }))
  const madeUp = Array.from({ length: count - known.length }, (_, index) => ({
    pnJid: formatJid(`54911${40_000_000 + index}`, 'pn', 0),
    lidJid: formatJid(`${200_000_000_000_000 + index * 1000 + random.int(1000)}`, 'lid', 0),
    name: `Persona ${index + 1}`,
  }))
  return [...known, ...madeUp]
}

function partsOf({ messages, chats, days }: Past): Part[] {
  const newest = Math.min(chats, messages)
  const recent = Math.max(newest, Math.ceil(messages * Math.min(1, RECENT_DAYS / days)))
  const parts: Part[] = [{ type: 'INITIAL_BOOTSTRAP', from: 0, to: newest }]
  for (const [type, from, end] of [
    ['RECENT', newest, recent],
    ['FULL', recent, messages],
  ] as const) {
    for (let at = from; at < end; at += PART_MESSAGES) {
      parts.push({ type, from: at, to: Math.min(at + PART_MESSAGES, end) })
    }
  }
  return parts
}

type Write = (index: number) => proto.IHistorySyncMsg

/** The chats of a part, each with its messages in it, the newest first. */
function conversations(
  partners: readonly Partner[],
  from: number,
  to: number,
  write: Write,
): proto.IConversation[] {
  return partners.flatMap(({ pnJid, lidJid, name }, chat) => {
    const messages: proto.IHistorySyncMsg[] = []
    const first = from + ((chat - from) % partners.length)
    for (let at = first; at < to; at += partners.length) if (at >= from) messages.push(write(at))
    return messages.length > 0 ? [{ id: lidJid, pnJid, lidJid, name, messages }] : []
  })
}

function writer(past: Past, partners: readonly Partner[], now: number, random: Random): Write {
  const { Status } = proto.WebMessageInfo
  return (index) => {
    const partner = partners[index % partners.length]
    const fromMe = random.int(2) === 1
    const at = now - 60_000 - Math.floor((index * past.days * DAY) / past.messages)
    const words = `past ${index}: ${random.bytes(random.int(60)).toString('base64')}`
    return {
      msgOrderId: past.messages - index,
      message: {
        key: {
          remoteJid: partner?.lidJid ?? '',
          fromMe,
          id: random.bytes(16).toString('hex').toUpperCase(),
        },
        message: { conversation: words },
        messageTimestamp: Math.floor(at / 1000),
        ...(fromMe ? { status: Status.READ } : { pushName: partner?.name ?? '' }),
      },
    }
  }
}
