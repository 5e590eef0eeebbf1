import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '../../common/kit/clock.ts'
import type { EventLog } from '../events.ts'
import type { FaultBook, FaultKind } from '../faults/fault-book.ts'
import type { MediaFiles } from './media-files.ts'

export interface MediaHostParts {
  readonly clock: Clock
  readonly media: MediaFiles
  readonly faults: FaultBook
  readonly events: EventLog
}

/** What `media_conn` hands out and uploads have to show. */
export const MEDIA_AUTH = 'simulator'

const UPLOAD = /^\/mms\/(?:image|video|audio|document)\/([\w-]+)$/
const DOWNLOAD = '/v/'
/** A host that dies does so after this many bytes. */
const CUT_AFTER = 40_000

/**
 * The media host of the network: takes encrypted uploads and serves them by the path it answered.
 * @param others answers everything that is not about media
 */
export const mediaHost =
  (parts: MediaHostParts, others: RequestListener): RequestListener =>
  (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
    const [, token] = UPLOAD.exec(pathname) ?? []
    if (token !== undefined && request.method === 'POST') {
      const isKnown = searchParams.get('auth') === MEDIA_AUTH
      void settle(response, () => takeIn(parts, request, response, isKnown ? token : undefined))
    } else if (pathname.startsWith(DOWNLOAD) && request.method === 'GET') {
      void settle(response, () => giveOut(parts, request.url ?? '', response))
    } else others(request, response)
  }

/** A transfer that breaks is its client's matter. */
async function settle(response: ServerResponse, transfer: () => Promise<void>): Promise<void> {
  try {
    await transfer()
  } catch {
    response.destroy()
  }
}

async function takeIn(
  parts: MediaHostParts,
  request: IncomingMessage,
  response: ServerResponse,
  token: string | undefined,
): Promise<void> {
  if (token === undefined) return refuse(response, 401)
  const broken = struck(parts, 'media-refuse')
  if (broken) return refuse(response, broken.code ?? 503)
  const name = await parts.media.take(hindered(parts, request))
  // The real host checks the hash in the address too.
  if (name !== token) return refuse(response, 400)
  const path = parts.media.pathFor(name)
  const bytes = parts.media.find(path)?.size ?? 0
  parts.events.report({ type: 'media-uploaded', path, bytes })
  const answer = { url: `https://${request.headers.host}${path}`, direct_path: path }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer))
}

async function giveOut(
  parts: MediaHostParts,
  path: string,
  response: ServerResponse,
): Promise<void> {
  const broken = struck(parts, 'media-refuse')
  if (broken) return refuse(response, broken.code ?? 503)
  const lost = struck(parts, 'media-gone')
  if (lost) parts.media.lose(path)
  const found = parts.media.find(path)
  if (!found) return refuse(response, lost?.code ?? 404)
  response.setHeader('content-type', 'application/octet-stream')
  response.setHeader('content-length', found.size)
  response.flushHeaders()
  const chunks = hindered(parts, parts.media.stream(found.name))
  await pipeline(chunks, response)
  parts.events.report({ type: 'media-downloaded', path, bytes: found.size })
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status
  response.setHeader('connection', 'close')
  response.end()
}

function struck({ faults, events }: MediaHostParts, kind: FaultKind) {
  const fault = faults.take(kind, undefined)
  if (fault) events.report({ type: 'fault', kind })
  return fault
}

/** What faults do to the bytes on their way. */
async function* hindered(
  parts: MediaHostParts,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const isCut = struck(parts, 'media-cut') !== undefined
  const isGarbled = struck(parts, 'media-garbled') !== undefined
  let passed = 0
  for await (const chunk of chunks) {
    const slow = parts.faults.standing('media-slow', undefined)
    if (slow) await parts.clock.sleep(slow.ms ?? 100)
    if (isGarbled && passed === 0) chunk[0] = (chunk[0] ?? 0) ^ 1
    passed += chunk.length
    if (isCut && passed > CUT_AFTER) throw new Error('cut')
    yield chunk
  }
  if (isCut) throw new Error('cut')
}
