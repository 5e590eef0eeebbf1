import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { decrypted, encrypted, encryptedLength } from '../../bot/channels/whatsapp/media-cipher.ts'
import { download, upload } from '../../bot/channels/whatsapp/media-transfer.ts'
import type { MediaConnection } from '../../bot/channels/whatsapp/media-transfer.ts'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'

let simulator: Simulator
let connection: MediaConnection
const { signal } = new AbortController()

beforeAll(async () => {
  simulator = await openSimulator({ seed: 'media' })
  const hosts = [`127.0.0.1:${simulator.port}`]
  connection = { hosts, auth: 'simulator', protocol: 'http:' }
})
afterEach(() => simulator.clearFaults())
afterAll(() => simulator[Symbol.asyncDispose]())

const file = randomBytes(150_000)
const mediaKey = randomBytes(32)
const body = () => encrypted(Readable.from([file]), mediaKey, 'video')

async function bring(to: MediaConnection = connection) {
  const bytes = await buffer(Readable.from(body()))
  const name = createHash('sha256').update(bytes).digest()
  const length = encryptedLength(file.length)
  return await upload(to, 'video', name, { length, bytes: body }, signal)
}

const fetchBack = async (path: string, from: MediaConnection = connection) =>
  await buffer(Readable.from(decrypted(await download(from, path, signal), mediaKey, 'video', {})))

it('brings a file to the host and fetches it back', async () => {
  const { directPath, url } = await bring()
  expect(url).toContain(directPath)
  expect((await fetchBack(directPath)).equals(file)).toBe(true)
})

it('turns to the next host when the first does not answer', async () => {
  const hosts = ['127.0.0.1:9', ...connection.hosts]
  const { directPath } = await bring({ ...connection, hosts })
  expect((await fetchBack(directPath, { ...connection, hosts })).equals(file)).toBe(true)
})

it.each([
  ['media-cut', { fate: 'later', reason: 'media_host_unreachable' }],
  ['media-refuse', { fate: 'later', reason: 'media_host_503' }],
  ['media-garbled', { fate: 'later', reason: 'media_host_400' }],
] as const)('says what happened to an upload: %s', async (kind, error) => {
  simulator.addFault({ kind })
  await expect(bring()).rejects.toMatchObject(error)
  expect(await bring()).toHaveProperty('directPath')
})

it('is refused without the token of the connection', async () => {
  const stranger = { ...connection, auth: 'somebody' }
  await expect(bring(stranger)).rejects.toMatchObject({ reason: 'media_host_401' })
})

it.each([
  ['media-cut', {}, { fate: 'later', reason: 'media_host_unreachable' }],
  ['media-refuse', { code: 500 }, { fate: 'later', reason: 'media_host_500' }],
  ['media-garbled', {}, { name: 'MediaCorrupt' }],
  ['media-gone', {}, { fate: 'gone', reason: 'media_host_404' }],
  ['media-gone', { code: 410 }, { fate: 'gone', reason: 'media_host_410' }],
] as const)('says what happened to a download: %s', async (kind, more, error) => {
  const { directPath } = await bring()
  simulator.addFault({ kind, ...more })
  await expect(fetchBack(directPath)).rejects.toMatchObject(error)
  if (kind === 'media-gone') {
    await expect(fetchBack(directPath)).rejects.toMatchObject({ fate: 'gone' })
  } else expect((await fetchBack(directPath)).equals(file)).toBe(true)
})

it('is led to no other host by a path', async () => {
  const paths = ['//example.com/x', '@example.com/x', 'https://example.com/x', '/\\example.com', '']
  for (const path of paths) {
    await expect(fetchBack(path)).rejects.toMatchObject({ fate: 'gone', reason: 'no_address' })
  }
})

it('ends when it is told to', async () => {
  const { directPath } = await bring()
  simulator.addFault({ kind: 'media-slow', ms: 200 })
  const ending = new AbortController()
  const chunks = await download(connection, directPath, ending.signal)
  ending.abort()
  await expect(buffer(Readable.from(chunks))).rejects.toMatchObject({ fate: 'later' })
})
