import { Agent, request } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { codeOf, messageOf } from '../../common/kit/errors.ts'
import { NotPublic } from '../../common/kit/public-address.ts'
import { guardedLookup, isWrittenInward } from './resolve.ts'
import type { Resolve } from './resolve.ts'

/** What an endpoint answered, or why it did not. */
export type Answer =
  | { readonly status: number; readonly retryAfter: string | undefined }
  | { readonly error: string }

/** Posts to endpoints; disposing it ends its idle connections. */
export interface Poster extends Disposable {
  /**
   * Posts a body and waits for the answer. Redirects are not followed. Never throws for what the
   * other side does.
   * @param signal gives up
   * @throws {unknown} the signal's reason, once it has aborted
   */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<Answer>
}

export interface PosterParts {
  readonly resolve: Resolve
  /** Whether addresses that are not of the open internet may be posted to. */
  readonly mayBePrivate: boolean
  /** How long connecting, asking and answering may take together, in milliseconds. */
  readonly timeout: number
}

/** Of an answer's body, which nobody reads, as much as it takes to use the connection again. */
const BODY_LIMIT = 64 * 1024
const IDLE = { keepAlive: true, maxFreeSockets: 2, timeout: 20_000 } as const
export const INWARD =
  'leads to a private address, which the operator has not allowed (WEBHOOK_ALLOW_PRIVATE)'

/**
 * node:http and not fetch: fetch lets nobody decide about the address that it connects to, unless a
 * second copy of its client is carried along.
 */
export function openPoster(parts: PosterParts): Poster {
  const agents = { http: new Agent(IDLE), https: new SecureAgent(IDLE) }
  const lookup = guardedLookup(parts.resolve, parts.mayBePrivate)
  const ask = (url: URL, headers: Readonly<Record<string, string>>): ClientRequest => {
    const options = { method: 'POST', headers, lookup }
    return url.protocol === 'https:'
      ? secureRequest(url, { ...options, agent: agents.https })
      : request(url, { ...options, agent: agents.http })
  }
  return {
    async post(url, headers, body, signal) {
      if (!parts.mayBePrivate && isWrittenInward(url)) return { error: INWARD }
      const attempt = async (): Promise<Answer | 'stale'> => {
        let asking: ClientRequest
        try {
          asking = ask(new URL(url), { ...headers, ...sizeOf(body) })
        } catch (error) {
          // A URL that this Node will not ask is not worth the process.
          return { error: error instanceof Error ? reasonOf(error) : String(error) }
        }
        return await exchange(asking, body, parts.timeout, signal)
      }
      const first = await attempt()
      // A kept connection may end just as it is used again: nobody has failed then.
      const answer = first === 'stale' ? await attempt() : first
      return answer === 'stale' ? { error: 'the connection broke' } : answer
    },
    [Symbol.dispose]() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

const sizeOf = (body: string) => ({ 'content-length': String(Buffer.byteLength(body)) })

function exchange(
  asking: ClientRequest,
  body: string,
  timeout: number,
  signal: AbortSignal,
): Promise<Answer | 'stale'> {
  return new Promise((resolve, reject) => {
    let response: IncomingMessage | undefined
    const timer = setTimeout(() => {
      asking.destroy()
      end(answerOf(response) ?? { error: `no answer within ${timeout / 1000} s` })
    }, timeout)
    const stop = (): void => {
      clearTimeout(timer)
      asking.destroy()
      reject(signal.reason)
    }
    const end = (answer: Answer | 'stale'): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve(answer)
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    asking.on('error', (error) => {
      const isStale = asking.reusedSocket && codeOf(error) === 'ECONNRESET' && !response
      end(answerOf(response) ?? (isStale ? 'stale' : { error: reasonOf(error) }))
    })
    asking.on('upgrade', (came, socket) => {
      socket.destroy()
      end(answerOf(came) ?? { error: 'no status' })
    })
    asking.on('response', (came) => {
      response = came
      readAway(came, () => end(answerOf(came) ?? { error: 'no status' }))
    })
    asking.end(body)
  })
}

/** The status is the answer, whatever becomes of the body. */
const answerOf = (response: IncomingMessage | undefined): Answer | undefined =>
  response?.statusCode === undefined
    ? undefined
    : { status: response.statusCode, retryAfter: response.headers['retry-after'] }

function readAway(response: IncomingMessage, done: () => void): void {
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > BODY_LIMIT) response.destroy()
  })
  response.on('close', done)
  response.on('error', done)
}

const LOOKING_UP = /^(query|getaddrinfo)/

function reasonOf(error: Error): string {
  if (error instanceof NotPublic) return INWARD
  const code = codeOf(error) ?? messageOf(error).slice(0, 200)
  const isName = 'syscall' in error && LOOKING_UP.test(String(error.syscall))
  return isName ? `its name cannot be looked up: ${code}` : code
}
