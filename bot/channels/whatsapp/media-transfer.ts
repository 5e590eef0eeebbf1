import { request as plainRequest } from 'node:http'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import type { MediaType } from '../../../common/domain/media.ts'
import { messageOf } from '../../../common/kit/errors.ts'
import { MediaError } from '../media.ts'

/** Where files are brought to and fetched from just now. */
export interface MediaConnection {
  readonly hosts: readonly string[]
  readonly auth: string
  /** `http:` only beside a `ws:` address, which is a test installation's. */
  readonly protocol: 'https:' | 'http:'
}

/** Where an upload lies. */
export interface Place {
  readonly url: string
  readonly directPath: string
}

/** A host that says nothing for so long is given up, in milliseconds. */
const SILENCE = 20_000
const ORIGIN = 'https://web.whatsapp.com'
const FOLDERS: Readonly<Record<MediaType, string>> = {
  image: '/mms/image',
  video: '/mms/video',
  audio: '/mms/audio',
  document: '/mms/document',
  sticker: '/mms/image',
}
/** The host answers so when a file is not there any more, or its address has run out. */
const GONE: ReadonlySet<number> = new Set([403, 404, 410])

const placeSchema = z.object({ url: z.string(), direct_path: z.string().startsWith('/') })

/**
 * Brings an encrypted file to the first host that takes it.
 * @param name the SHA-256 of the encrypted bytes
 * @param body makes the bytes anew for each host
 * @throws {MediaError} `later`
 */
export async function upload(
  connection: MediaConnection,
  type: MediaType,
  name: Uint8Array,
  body: { readonly length: number; bytes(): AsyncIterable<Uint8Array> },
  signal: AbortSignal,
): Promise<Place> {
  const token = Buffer.from(name).toString('base64url')
  const query = `auth=${encodeURIComponent(connection.auth)}&token=${token}`
  return await fromFirst(connection, async (origin) => {
    const response = await ask(new URL(`${FOLDERS[type]}/${token}?${query}`, origin), signal, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'content-length': body.length },
      // One piece ahead of the network is enough.
      body: Readable.from(body.bytes(), { highWaterMark: 1 }),
    })
    const { statusCode = 0 } = response
    if (statusCode !== 200) {
      response.destroy()
      throw new MediaError('later', `media_host_${statusCode}`)
    }
    const place = placeSchema.parse(await json(response))
    return { url: place.url, directPath: place.direct_path }
  })
}

/**
 * The encrypted bytes behind a path, from the first host that has them.
 * @throws {MediaError} `gone`, `later`
 */
export async function download(
  connection: MediaConnection,
  directPath: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  return await fromFirst(connection, async (origin) => {
    const response = await ask(addressOf(origin, directPath), signal, { method: 'GET' })
    const { statusCode = 0 } = response
    if (statusCode === 200) return chunksOf(response)
    response.destroy()
    throw new MediaError(GONE.has(statusCode) ? 'gone' : 'later', `media_host_${statusCode}`)
  })
}

/** The path comes from whoever wrote the message: it must not lead to another host. */
function addressOf(origin: string, directPath: string): URL {
  const address = /^\/[^/\\]/.test(directPath) ? URL.parse(directPath, origin) : null
  if (address?.origin !== new URL(origin).origin) throw new MediaError('gone', 'no_address')
  return address
}

async function fromFirst<T>(
  { hosts, protocol }: MediaConnection,
  attempt: (origin: string) => Promise<T>,
): Promise<T> {
  let last = new MediaError('later', 'no_media_host')
  for (const host of hosts) {
    try {
      return await attempt(`${protocol}//${host}`)
    } catch (error) {
      last = failureOf(error)
      // What one host does not have, the others do not have either.
      if (last.fate === 'gone') throw last
    }
  }
  throw last
}

async function* chunksOf(response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* response
  } catch (error) {
    throw failureOf(error)
  }
}

interface Question {
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string | number>>
  readonly body?: Readable
}

function ask(url: URL, signal: AbortSignal, { method, headers, body }: Question) {
  const options: RequestOptions = {
    method,
    headers: { origin: ORIGIN, ...headers },
    timeout: SILENCE,
    signal,
  }
  return new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'http:' ? plainRequest : tlsRequest)(url, options)
    request.once('response', resolve)
    request.once('error', reject)
    request.once('timeout', () => request.destroy(new Error('the media host is silent')))
    if (!body) request.end()
    // The host may answer before it has read all: its answer counts then.
    else pipeline(body, request).catch(reject)
  })
}

const failureOf = (error: unknown): MediaError =>
  error instanceof MediaError
    ? error
    : new MediaError('later', 'media_host_unreachable', { cause: new Error(messageOf(error)) })
