import * as z from 'zod'
import { problem } from '../common/contracts/errors.ts'
import type { BodyOf, Endpoint, QueryOf, ReplyOf } from '../common/kit/endpoint.ts'
import { Problem, messageOf } from '../common/kit/errors.ts'

/** Where an installation's server listens and the key that opens its API. */
export interface ServerAddress {
  readonly url: string
  readonly adminKey: string
}

interface Call<E extends Endpoint> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: QueryOf<E>
  readonly body?: BodyOf<E>
  readonly timeoutMs?: number
  /** Makes asking again safe: the same key is done once. */
  readonly idempotencyKey?: string
}

const problemSchema = z.object({
  code: z.string(),
  status: z.number(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

/**
 * Asks the server for one endpoint of a contract.
 * @throws {Problem} what the server answered, or `not_ready` when nothing answers at its address
 */
export async function callServer<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
>(
  server: ServerAddress,
  endpoint: Endpoint<Params, Query, Body, Reply>,
  call: Call<Endpoint<Params, Query, Body, Reply>> = {},
): Promise<ReplyOf<Endpoint<Params, Query, Body, Reply>>> {
  const response = await send(server, endpoint, call)
  const text = await response.text()
  if (!response.ok) throw problemIn(text, response.status)
  return endpoint.reply.parse(text === '' ? undefined : JSON.parse(text))
}

async function send<E extends Endpoint>(
  server: ServerAddress,
  endpoint: E,
  { params = {}, query, body, timeoutMs = 120_000, idempotencyKey }: Call<E>,
): Promise<Response> {
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const url = new URL(path, server.url)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value))
  try {
    return await fetch(url, {
      method: endpoint.method,
      headers: {
        authorization: `Bearer ${server.adminKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    throw problem(
      'not_ready',
      `The server at ${server.url} does not answer (${messageOf(error)}). Start it with \`npm start\`.`,
      { cause: error },
    )
  }
}

function problemIn(text: string, status: number): Problem {
  const read = problemSchema.safeParse(jsonOr(text))
  if (!read.success) {
    return new Problem('internal', status, `The server answered ${status}: ${text.slice(0, 200)}`)
  }
  const { code, detail, errors } = read.data
  return new Problem(code, read.data.status, detail, { fields: errors ?? [] })
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
