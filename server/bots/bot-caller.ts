import { isAxiosError, create } from 'axios'
import type { AxiosInstance } from 'axios'
import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import * as z from 'zod'
import { problem } from '../../common/contracts/errors.ts'
import type { BodyOf, Endpoint, QueryOf, ReplyOf } from '../../common/kit/endpoint.ts'
import { Problem, codeOf } from '../../common/kit/errors.ts'

/** The bot to ask: where it listens and the token it knows its tenant's server by. */
export interface BotAddress {
  readonly slug: string
  readonly host: string
  readonly port: number
  /** Undefined when its file is gone: the bot cannot be asked then. */
  readonly token: string | undefined
}

export interface BotCall<E extends Endpoint> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: QueryOf<E>
  readonly body?: BodyOf<E>
  readonly idempotencyKey?: string | undefined
  readonly timeoutMs?: number
}

/** The only way from the server to a bot. Disposing it ends the kept-alive connections. */
export interface BotCaller extends Disposable {
  /**
   * Asks a bot for one endpoint of its contract.
   * @throws {Problem} the bot's own, unchanged; `bot_unreachable` with a Retry-After when nothing
   *   answers, or something answers that is not this tenant's bot
   */
  call<E extends Endpoint>(bot: BotAddress, endpoint: E, call?: BotCall<E>): Promise<ReplyOf<E>>
}

const TIMEOUT_MS = 10_000
const RETRY_AFTER_SECONDS = 5
/** Longer than any of our messages or pages of messages. */
const ANSWER_LIMIT = 16 * 1024 * 1024

export function openBotCaller(): BotCaller {
  // Bots keep an idle connection for 65 s; ours is closed first, so that none dies in our hand.
  const agent = new Agent({ keepAlive: true, timeout: 50_000, maxFreeSockets: 2 })
  const http = create({
    httpAgent: agent,
    // A proxy of the environment has nothing to do with loopback.
    proxy: false,
    maxRedirects: 0,
    maxContentLength: ANSWER_LIMIT,
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: [(data: unknown) => data],
  })
  return {
    call: async (bot, endpoint, call = {}) => {
      const { status, data } = await sendTwice(http, bot, endpoint, call)
      return readAnswer(bot, endpoint, status, data)
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

interface Answer {
  readonly status: number
  readonly data: unknown
}

/**
 * A kept-alive connection may break just as it is used again. What can be asked twice without harm
 * is: reading, and messages, which carry a key of their own if the asker gave none.
 */
async function sendTwice<E extends Endpoint>(
  http: AxiosInstance,
  bot: BotAddress,
  endpoint: E,
  call: BotCall<E>,
): Promise<Answer> {
  const key = endpoint.idempotent ? (call.idempotencyKey ?? `srv-${randomUUID()}`) : undefined
  const attempt = (): Promise<Answer> => send(http, bot, endpoint, call, key)
  try {
    return await attempt()
  } catch (error) {
    const harmless = endpoint.method === 'GET' || key !== undefined
    if (harmless && codeOf(error) === 'ECONNRESET') {
      return attempt().catch((second: unknown) => {
        throw unreachable(bot, second)
      })
    }
    throw unreachable(bot, error)
  }
}

async function send<E extends Endpoint>(
  http: AxiosInstance,
  bot: BotAddress,
  endpoint: E,
  call: BotCall<E>,
  key: string | undefined,
): Promise<Answer> {
  if (bot.token === undefined) throw new Error('its bot.token is missing')
  return http.request<unknown>({
    method: endpoint.method,
    url: `http://${bot.host}:${bot.port}${pathOf(endpoint, call.params)}`,
    params: call.query,
    timeout: call.timeoutMs ?? TIMEOUT_MS,
    headers: {
      authorization: `Bearer ${bot.token}`,
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(call.body !== undefined && { data: JSON.stringify(call.body) }),
  })
}

/** An endpoint's path with its parameters in it. */
export const pathOf = ({ path }: Endpoint, params: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

function unreachable(bot: BotAddress, cause: unknown): Problem {
  const late = isAxiosError(cause) && (cause.code === 'ECONNABORTED' || cause.code === 'ETIMEDOUT')
  const why = late
    ? 'did not answer in time; if this was a message, ask again under the same Idempotency-Key'
    : 'does not answer just now'
  return away(bot, why, cause)
}

/** What an asker is told of a bot that does not answer as it should. */
export const away = (bot: BotAddress, why: string, cause?: unknown): Problem =>
  problem('bot_unreachable', `The bot of ${bot.slug} ${why}.`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    ...(cause !== undefined && { cause }),
  })

const botProblem = z.object({
  code: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

function readAnswer<E extends Endpoint>(
  bot: BotAddress,
  endpoint: E,
  status: number,
  data: unknown,
): ReplyOf<E> {
  const stranger = `is not what answers at ${bot.host}:${bot.port}`
  if (isStranger(status)) throw away(bot, stranger)
  const body = jsonOf(data)
  if (status === endpoint.status) {
    const reply = endpoint.reply.safeParse(body)
    if (reply.success) return reply.data as ReplyOf<E> // oxlint-disable-line no-unsafe-type-assertion -- just parsed by this endpoint's own schema
    throw away(bot, stranger)
  }
  const told = botProblem.safeParse(body)
  if (!told.success) throw away(bot, stranger)
  throw new Problem(told.data.code, status, told.data.detail, {
    fields: told.data.errors ?? [],
    ...(status === 503 && { retryAfterSeconds: RETRY_AFTER_SECONDS }),
  })
}

/**
 * A bot that does not know its own token is another tenant's, or no bot at all; the asker's key was
 * fine.
 */
export const isStranger = (status: number): boolean => status === 401 || status === 403

function jsonOf(data: unknown): unknown {
  if (typeof data !== 'string' || data === '') return undefined
  try {
    return JSON.parse(data)
  } catch {
    // No bot of ours answers anything but JSON.
    return undefined
  }
}
