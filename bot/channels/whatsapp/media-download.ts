import type { WAMessageKey } from '@whiskeysockets/baileys'
import type { Clock } from '../../../common/kit/clock.ts'
import { MediaError } from '../media.ts'
import { decrypted, MediaCorrupt } from './media-cipher.ts'
import { movedTo, readSource } from './media-source.ts'
import { download } from './media-transfer.ts'
import type { MediaConnection } from './media-transfer.ts'
import { release } from './release.ts'
import type { Baileys, WASocket } from './socket.ts'

/** How long the phone may take to bring a file again, in milliseconds. */
const PHONE_TIMEOUT = 30_000

/**
 * The bytes of a file that a message announced; each piece is good until the next is asked for.
 * @throws {MediaError}
 */
export async function* fetchMedia(
  connect: () => Promise<MediaConnection>,
  source: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { type, path, key, plain, cipher } = readSource(source)
  try {
    const chunks = await download(await connect(), path, signal)
    for await (const piece of decrypted(chunks, key, type, { plain, cipher })) {
      yield piece
      release(piece)
    }
  } catch (error) {
    if (!(error instanceof MediaCorrupt)) throw error
    throw new MediaError('corrupt', 'media_corrupt', { cause: error })
  }
}

interface Update {
  readonly key: WAMessageKey
  readonly media?: { readonly ciphertext: Uint8Array; readonly iv: Uint8Array }
}

/**
 * Asks the own phone to bring a file to the media host once more.
 * @returns the source from now on
 * @throws {MediaError} `gone` when the phone does not have it; `later`
 */
export async function askForMedia(
  baileys: Baileys,
  socket: WASocket,
  source: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<string> {
  const { key, message } = readSource(source)
  const { id, chat: remoteJid, fromMe, participant } = message
  const request = baileys.encryptMediaRetryRequest(
    { id, remoteJid, fromMe, ...(participant !== undefined && { participant }) },
    key,
    socket.user?.id ?? '',
  )
  const over = new AbortController()
  const answered = Promise.withResolvers<Update>()
  const listen = (updates: Update[]): void => {
    const mine = updates.find((update) => update.key.id === id)
    if (mine) answered.resolve(mine)
  }
  socket.ev.on('messages.media-update', listen)
  try {
    await socket.sendNode(request)
    const late = clock.sleep(PHONE_TIMEOUT, AbortSignal.any([signal, over.signal]))
    const update = await Promise.race([answered.promise, late.then(() => undefined)])
    if (!update) throw new MediaError('later', 'phone_silent')
    return movedTo(source, placeIn(baileys, update, key, id))
  } catch (error) {
    if (error instanceof MediaError) throw error
    throw new MediaError('later', 'connection_lost', { cause: error })
  } finally {
    over.abort()
    socket.ev.off('messages.media-update', listen)
  }
}

function placeIn(baileys: Baileys, { media }: Update, key: Uint8Array, id: string): string {
  if (!media) throw new MediaError('gone', 'phone_refused')
  const answer = baileys.decryptMediaRetryData(media, key, id)
  const { SUCCESS } = baileys.proto.MediaRetryNotification.ResultType
  if (answer.result === SUCCESS && answer.directPath) return answer.directPath
  throw new MediaError('gone', 'phone_refused')
}
