import { createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { MediaFacts, MediaType } from '../../../common/domain/media.ts'
import type { Clock } from '../../../common/kit/clock.ts'
import { SendError } from '../channel.ts'
import { MediaError } from '../media.ts'
import type { OutgoingFile, OutgoingMedia, UploadedBefore } from '../media.ts'
import { encrypted, encryptedLength } from './media-cipher.ts'
import type { MediaConnections } from './media-connection.ts'
import { upload } from './media-transfer.ts'
import { release } from './release.ts'
import type { WASocket } from './socket.ts'
import type { Upload, UploadedFile } from './upload.ts'

export interface UploadsParts {
  readonly media: OutgoingMedia
  readonly connections: MediaConnections
  readonly clock: Clock
}

/** An upload that is older is repeated: WhatsApp keeps files for a while only. */
const GOOD_FOR = 7 * 24 * 3_600_000

const placeSchema = z.object({ url: z.string(), directPath: z.string(), cipher: z.base64() })
type Place = z.output<typeof placeSchema>

/**
 * Brings files to WhatsApp, each content once for each type that it is sent as: a message that is
 * sent again points to the very same upload.
 */
export function uploader(parts: UploadsParts): Upload {
  const underWay = new Map<string, Promise<Place>>()
  return async ({ id, type }, socket) => {
    const file = await parts.media.fileOf(id)
    const known = await parts.media.claim(file, type, randomBytes(32).toString('base64'))
    const kept = placeIn(known)
    const isGood = known.uploadedAt > parts.clock.now() - GOOD_FOR
    if (kept && (isGood || !socket)) return uploaded(file, known, kept)
    if (!socket) throw new SendError('unsent', 'not_connected')
    const name = `${type} ${file.sha256}`
    const bringing = underWay.get(name) ?? bring(parts, { file, type, known }, socket)
    underWay.set(name, bringing)
    try {
      return uploaded(file, known, await bringing)
    } catch (error) {
      throw unsent(error)
    } finally {
      underWay.delete(name)
    }
  }
}

const placeIn = ({ place }: UploadedBefore): Place | undefined =>
  place === undefined ? undefined : placeSchema.parse(JSON.parse(place))

interface Freight {
  readonly file: OutgoingFile
  readonly type: MediaType
  readonly known: UploadedBefore
}

async function bring(
  { media, connections }: UploadsParts,
  { file, type, known }: Freight,
  socket: WASocket,
): Promise<Place> {
  const key = Buffer.from(known.mediaKey, 'base64')
  const bytes = () => encrypted(file.bytes(), key, type)
  // The name comes before the bytes, so they are made twice and never held.
  const hash = createHash('sha256')
  for await (const chunk of bytes()) {
    hash.update(chunk)
    release(chunk)
  }
  const name = hash.digest()
  const length = encryptedLength(file.size)
  const connection = await connections.of(socket)
  const ending = new AbortController()
  const onClose = (): void => ending.abort()
  socket.ws.on('close', onClose)
  try {
    const place = await upload(connection, type, name, { length, bytes }, ending.signal)
    const whole = { ...place, cipher: name.toString('base64') }
    await media.keep(file, type, JSON.stringify(whole))
    return whole
  } catch (error) {
    // Perhaps another host would take it.
    connections.forget(socket)
    throw error
  } finally {
    socket.ws.off('close', onClose)
  }
}

function unsent(error: unknown): unknown {
  if (error instanceof SendError) return error
  return error instanceof MediaError
    ? new SendError('unsent', error.reason, { cause: error })
    : error
}

function uploaded(file: OutgoingFile, known: UploadedBefore, place: Place): UploadedFile {
  const { width, height, seconds, isAnimated } = file.facts
  return {
    url: place.url,
    directPath: place.directPath,
    mediaKey: Buffer.from(known.mediaKey, 'base64'),
    mediaKeyTimestamp: Math.floor(known.keyMadeAt / 1000),
    fileSha256: Buffer.from(file.sha256, 'hex'),
    fileEncSha256: Buffer.from(place.cipher, 'base64'),
    fileLength: file.size,
    mimetype: file.mime,
    width,
    height,
    seconds,
    waveform: waveformOf(file.facts),
    isAnimated,
  }
}

const waveformOf = ({ waveform }: MediaFacts): Uint8Array | undefined =>
  waveform === undefined ? undefined : Buffer.from(waveform, 'base64')
