import { Agent, request as ask } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Endpoint, QueryOf } from '../../common/kit/endpoint.ts'
import { away, isStranger, pathOf } from './bot-caller.ts'
import type { BotAddress } from './bot-caller.ts'

export interface PassedCall<E extends Endpoint> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: QueryOf<E>
}

/** A bot that says nothing for so long is given up, in milliseconds. */
const SILENCE = 60_000

const TO_BOT = ['content-type', 'content-length', 'range', 'if-range', 'if-none-match'] as const
const FROM_BOT = [
  'content-type',
  'content-length',
  'content-range',
  'content-disposition',
  'content-security-policy',
  'x-content-type-options',
  'accept-ranges',
  'cache-control',
  'etag',
  'last-modified',
  'retry-after',
] as const

/**
 * A connection for each: what is uploaded cannot be asked twice, as on a kept one that breaks just
 * then. It is to be kept all the same, as far as the bot knows: otherwise the bot would cut it with
 * an early answer, and the answer would be lost.
 */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 0 })

/**
 * Lets a bot answer a request by itself, bytes both ways, a chunk at a time.
 * @throws {Problem} `bot_unreachable` when nothing answers, or something that is not this bot
 */
export async function passOn<E extends Endpoint>(
  bot: BotAddress,
  endpoint: E,
  call: PassedCall<E>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerTo(bot, endpoint, call, request)
  if (isStranger(answer.statusCode ?? 0)) {
    answer.destroy()
    throw away(bot, `is not what answers at ${bot.host}:${bot.port}`)
  }
  response.writeHead(answer.statusCode ?? 502, chosen(answer.headers, FROM_BOT))
  try {
    await pipeline(answer, response)
  } catch {
    // One of the two has gone; the other has been told by the end of its connection.
  }
}

function answerTo<E extends Endpoint>(
  bot: BotAddress,
  endpoint: E,
  call: PassedCall<E>,
  request: IncomingMessage,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const query = new URLSearchParams(call.query ?? {}).toString()
    const asking = ask({
      host: bot.host,
      port: bot.port,
      method: endpoint.method,
      path: pathOf(endpoint, call.params) + (query && `?${query}`),
      headers: { ...chosen(request.headers, TO_BOT), authorization: `Bearer ${bot.token ?? ''}` },
      agent,
      timeout: SILENCE,
    })
    const fail = (error: unknown): void => reject(away(bot, 'does not answer just now', error))
    asking.once('response', resolve)
    asking.once('error', fail)
    asking.once('timeout', () => asking.destroy(new Error('the bot is silent')))
    if (endpoint.bytes !== 'body') asking.end()
    // The bot may answer before it has read all: its answer counts then.
    else pipeline(request, asking).catch(fail)
  })
}

const chosen = (
  headers: IncomingHttpHeaders,
  names: readonly string[],
): Record<string, string | string[]> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
