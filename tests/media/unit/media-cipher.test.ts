import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { downloadContentFromMessage, encryptedStream } from '@whiskeysockets/baileys'
import { afterEach, expect, it, vi } from 'vitest'
import {
  decrypted,
  encrypted,
  encryptedLength,
  MediaCorrupt,
} from '../../../bot/channels/whatsapp/media-cipher.ts'
import { MEDIA_TYPES, openMedia, sealMedia } from '../../../simulator/media/media-cipher.ts'

const SIZES = [0, 1, 15, 16, 17, 1000, 70_003]

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** In pieces of odd sizes, as a network hands them over. */
async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 5003) {
    yield bytes.subarray(at, at + size)
  }
}

const whole = (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => buffer(Readable.from(chunks))

afterEach(() => vi.unstubAllGlobals())

it.each(MEDIA_TYPES)('Baileys and the simulated phones open what we encrypt: %s', async (type) => {
  for (const size of SIZES) {
    const file = randomBytes(size)
    const mediaKey = randomBytes(32)
    const body = await whole(encrypted(pieces(file), mediaKey, type))
    expect(body).toHaveLength(encryptedLength(size))
    vi.stubGlobal('fetch', async () => new Response(body))
    const theirs = await downloadContentFromMessage({ mediaKey, directPath: '/v/x' }, type)
    expect((await whole(theirs)).equals(file)).toBe(true)
    const [fileSha256, fileEncSha256] = [sha256(file), sha256(body)]
    const said = { mediaKey, fileSha256, fileEncSha256, fileLength: size }
    expect(openMedia(body, type, said).equals(file)).toBe(true)
  }
})

it.each(MEDIA_TYPES)('opens what Baileys and the simulated phones encrypt: %s', async (type) => {
  for (const size of SIZES) {
    const file = randomBytes(size)
    const theirs = await encryptedStream(file, type)
    const body = readFileSync(theirs.encFilePath)
    rmSync(theirs.encFilePath)
    const announced = { plain: theirs.fileSha256, cipher: theirs.fileEncSha256 }
    const opened = await whole(decrypted(pieces(body), theirs.mediaKey, type, announced))
    expect(opened.equals(file)).toBe(true)
    const sealed = sealMedia(file, type, randomBytes(32))
    const said = { plain: sealed.fileSha256, cipher: sealed.fileEncSha256 }
    const again = await whole(decrypted(pieces(sealed.body), sealed.mediaKey, type, said))
    expect(again.equals(file)).toBe(true)
  }
})

it('encrypts the same file under the same key to the same bytes', async () => {
  const file = randomBytes(5000)
  const mediaKey = randomBytes(32)
  const one = await whole(encrypted(pieces(file), mediaKey, 'image'))
  expect(await whole(encrypted(Readable.from([file]), mediaKey, 'image'))).toEqual(one)
})

it('tells what was damaged, cut off or exchanged', async () => {
  const file = randomBytes(5000)
  const sealed = sealMedia(file, 'image', randomBytes(32))
  const { body, mediaKey, fileSha256: plain, fileEncSha256: cipher } = sealed
  const open = (bytes: Buffer, said: object = { plain, cipher }) =>
    whole(decrypted(pieces(bytes), mediaKey, 'image', said))
  const bent = Buffer.from(body)
  bent[100] = (bent[100] ?? 0) ^ 1
  await expect(open(bent)).rejects.toThrow(MediaCorrupt)
  await expect(open(bent, {})).rejects.toThrow('the MAC is wrong')
  await expect(open(body.subarray(0, 4000))).rejects.toThrow(MediaCorrupt)
  await expect(open(body.subarray(0, 5))).rejects.toThrow(MediaCorrupt)
  await expect(open(body, { plain: randomBytes(32) })).rejects.toThrow('the file is not')
  await expect(open(body, { cipher: randomBytes(32) })).rejects.toThrow('the upload is not')
  expect(await open(body, {})).toEqual(file)
})
