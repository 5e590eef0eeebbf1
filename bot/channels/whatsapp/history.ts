import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { createInflate } from 'node:zlib'
import type { proto } from '@whiskeysockets/baileys'
import * as z from 'zod'
import { UNREADABLE } from '../../../common/domain/message.ts'
import type { Delivery } from '../../../common/domain/message.ts'
import type { AnnouncedHistory, PastItem } from '../history.ts'
import { MediaError } from '../media.ts'
import { HistoryBroken, readEntries } from './history-reader.ts'
import type { HistoryEntry } from './history-reader.ts'
import { fromWhatsApp, isMe } from './inbound.ts'
import type { Me } from './inbound.ts'
import { identityOf, isPerson } from './jid.ts'
import type { Link } from './link.ts'
import type { MediaConnections } from './media-connection.ts'
import { decrypted, MediaCorrupt } from './media-cipher.ts'
import { download } from './media-transfer.ts'
import type { MediaConnection } from './media-transfer.ts'
import { envelopeOf } from './resent.ts'
import type { Baileys } from './socket.ts'

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'))
const inFile = z.object({ path: z.string(), key: bytes, plain: bytes, cipher: bytes })
const schema = z.union([z.object({ inline: bytes }), inFile])

const text = (value: Uint8Array | null | undefined): string =>
  Buffer.from(value ?? []).toString('base64')

/**
 * The part of the history that the own phone announces.
 * @param whole a decrypted message between the own phone and its devices
 */
export function announcedIn(whole: proto.IMessage): AnnouncedHistory | undefined {
  const note = whole.protocolMessage?.historySyncNotification
  if (!note) return undefined
  const inline = note.initialHistBootstrapInlinePayload
  if (inline?.length) {
    const name = createHash('sha256').update(inline).digest('hex')
    return { name, source: JSON.stringify({ inline: text(inline) }) }
  }
  const { directPath, mediaKey, fileSha256, fileEncSha256 } = note
  const name = Buffer.from(fileEncSha256 ?? []).toString('hex')
  if (!directPath || !mediaKey?.length || name === '') return undefined
  const [key, plain, cipher] = [text(mediaKey), text(fileSha256), text(fileEncSha256)]
  return { name, source: JSON.stringify({ path: directPath, key, plain, cipher }) }
}

interface Linked {
  readonly baileys: Baileys
  readonly link: Pick<Link, 'openSocket' | 'creds'>
}

interface Reader {
  readonly baileys: Baileys
  readonly me: Me
}

/**
 * What a part of the history tells: what people wrote to one another, and who is who.
 * @throws {MediaError}
 */
export async function* readHistory(
  linked: Linked | undefined,
  connections: MediaConnections,
  source: string,
  signal: AbortSignal,
): AsyncGenerator<PastItem, void, undefined> {
  const socket = linked?.link.openSocket
  if (!linked || !socket) throw new MediaError('later', 'not_connected')
  const { id: jid, lid } = linked.link.creds.me ?? {}
  const reader = { baileys: linked.baileys, me: { jid, lid } }
  const inflate = createInflate()
  const carried = carry(() => connections.of(socket), source, inflate, signal)
  // It is waited for below, if the reading gets that far.
  carried.catch(() => undefined)
  try {
    for await (const entry of readEntries(inflate)) {
      const item = itemOf(reader, entry)
      if (item) yield item
    }
    await carried
  } catch (error) {
    throw failureOf(error)
  } finally {
    inflate.destroy()
  }
}

async function carry(
  connect: () => Promise<MediaConnection>,
  source: string,
  inflate: ReturnType<typeof createInflate>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const place = schema.parse(JSON.parse(source))
    const deflated =
      'inline' in place
        ? [place.inline]
        : decrypted(
            await download(await connect(), place.path, signal),
            place.key,
            'history',
            place,
          )
    await pipeline(deflated, inflate, { signal })
  } catch (error) {
    inflate.destroy(error instanceof Error ? error : undefined)
    throw error
  }
}

function failureOf(error: unknown): unknown {
  const isInflate = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
  const isCorrupt = isInflate || error instanceof MediaCorrupt || error instanceof HistoryBroken
  return isCorrupt ? new MediaError('corrupt', 'history_corrupt', { cause: error }) : error
}

function itemOf({ baileys, me }: Reader, entry: HistoryEntry): PastItem | undefined {
  if (entry.kind === 'pair') {
    if (isMe(entry.pn, me) || isMe(entry.lid, me)) return undefined
    const identities = [entry.pn, entry.lid]
      .filter((jid) => isPerson(jid))
      .map((jid) => identityOf(jid))
      .filter((identity) => identity !== undefined)
    return identities.length === 2 ? { kind: 'person', identities } : undefined
  }
  if (entry.kind === 'name') return nameOf(entry, me)
  try {
    return messageOf(baileys, me, entry.bytes)
  } catch {
    // One that nobody can read must not keep the others from being read.
    return undefined
  }
}

const LONGEST_NAME = 200

function nameOf({ jid, name }: { jid: string; name: string }, me: Me): PastItem | undefined {
  const identity = isMe(jid, me) || !isPerson(jid) ? undefined : identityOf(jid)
  const called = name.trim().slice(0, LONGEST_NAME)
  return identity && called !== '' ? { kind: 'name', identity, name: called } : undefined
}

/** They change other messages, which may not be there yet. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'reaction',
  'edit',
  'revoke',
  'poll_vote',
  ...UNREADABLE,
])

function messageOf(baileys: Baileys, me: Me, encoded: Uint8Array): PastItem | undefined {
  const { message: info } = baileys.proto.HistorySyncMsg.decode(encoded)
  const envelope = info ? envelopeOf(info, me) : undefined
  const content = envelope && baileys.normalizeMessageContent(info?.message)
  const message = content && fromWhatsApp(envelope, content, me)
  if (!message || message.toSelf || message.contact.length === 0) return undefined
  if (PASSED_OVER.has(message.type)) return undefined
  const delivery = message.fromMe ? deliveryOf(info?.status) : null
  return { kind: 'message', message, delivery, size: encoded.length }
}

const DELIVERIES: readonly Delivery[] = ['sent', 'sent', 'sent', 'delivered', 'read', 'played']

const deliveryOf = (status: number | null | undefined): Delivery =>
  DELIVERIES[status ?? 0] ?? 'sent'
