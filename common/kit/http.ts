import express from 'express'
import type {
  ErrorRequestHandler,
  Express,
  Request,
  RequestHandler,
  Response,
  Router,
} from 'express'
import type { IncomingMessage, Server } from 'node:http'
import type * as z from 'zod'
import type { Asked, Endpoint, ReplyOf } from './endpoint.ts'
import { Problem, messageOf } from './errors.ts'
import type { FieldProblem } from './errors.ts'
import type { Logger } from './log.ts'

const BODY_LIMIT = '1mb'
const KEY_LIMIT = 255

/** How long a request may take to come in whole, such as a large file over a slow line. */
const LONGEST_REQUEST_MS = 30 * 60_000

interface AppOptions {
  /** Sees each request before its body is read, such as whoever checks keys. */
  readonly first?: RequestHandler
  /** Paths at which bodies are bytes, whatever they say they are. */
  readonly bytesAt?: RegExp
}

/** An Express application with the house's manners: JSON in, no framework header, no ETag work. */
export function createApp({ first, bytesAt }: AppOptions = {}): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  if (first) app.use(first)
  const type = ({ headers, url = '' }: IncomingMessage): boolean =>
    JSON_TYPE.test(headers['content-type'] ?? '') && !bytesAt?.test(url.split('?')[0] ?? '')
  app.use(express.json({ limit: BODY_LIMIT, type }))
  return app
}

const JSON_TYPE = /^application\/(?:[^;\s]+\+)?json\b/i

/** What answers an endpoint; its input is already checked. */
export type Handler<E extends Endpoint> = (asked: Asked<E>) => Promise<ReplyOf<E>> | ReplyOf<E>

/** A router for `mount`; hang it into an application with `app.use`. */
export const createRouter = (): Router => express.Router()

/**
 * Answers an endpoint: checks params, query and body against its schemas, calls the handler, sends
 * its reply. What the handler throws reaches `answerProblems`.
 */
export function mount<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
>(
  router: Router,
  endpoint: Endpoint<Params, Query, Body, Reply>,
  handler: Handler<Endpoint<Params, Query, Body, Reply>>,
): void {
  const answer: RequestHandler = async (request, response) => {
    const reply = await handler({
      params: check(endpoint.params, request.params),
      query: check(endpoint.query, request.query),
      body: check(endpoint.body, request.body),
      idempotencyKey: readIdempotencyKey(request),
    })
    response.status(endpoint.status)
    if (endpoint.status === 204) response.end()
    else response.json(reply)
  }
  router[METHODS[endpoint.method]](endpoint.path, answer)
}

/** What answers an endpoint with bytes by itself; of what it is asked, the body is left out. */
export type BytesHandler<E extends Endpoint> = (
  asked: Omit<Asked<E>, 'body'>,
  request: Request,
  response: Response,
) => Promise<void>

/** Like `mount`, for an endpoint with bytes: the handler reads the request and answers by itself. */
export function mountBytes<Params extends z.ZodType, Query extends z.ZodType>(
  router: Router,
  endpoint: Endpoint<Params, Query>,
  handler: BytesHandler<Endpoint<Params, Query>>,
): void {
  const answer: RequestHandler = async (request, response) => {
    const asked = {
      params: check(endpoint.params, request.params),
      query: check(endpoint.query, request.query),
      idempotencyKey: readIdempotencyKey(request),
    }
    await handler(asked, request, response)
  }
  router[METHODS[endpoint.method]](endpoint.path, answer)
}

const METHODS = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
} as const

function check<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  throw invalidRequest(read.error.issues.map(fieldOf))
}

function fieldOf(issue: z.core.$ZodIssue): FieldProblem {
  if (issue.code === 'invalid_union') {
    const nearest = nearestIssue(issue)
    if (nearest) return fieldOf({ ...nearest, path: [...issue.path, ...nearest.path] })
  }
  const path = issue.path.join('.')
  const [unknownKey] = issue.code === 'unrecognized_keys' ? issue.keys : []
  return { field: unknownKey ?? (path || 'body'), message: issue.message }
}

/** What is wrong by the form that was meant: the one whose type fits. */
function nearestIssue({ errors }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue | undefined {
  const meant = errors.find(([first]) => first && !isWrongType(first))
  return meant?.[0]
}

const isWrongType = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'invalid_type' && issue.path.length === 0

/** Input that does not fit: 400, naming every field. */
export function invalidRequest(fields: readonly FieldProblem[]): Problem {
  const sentence = fields.map(({ field, message }) => `${field}: ${message}`).join('; ')
  return new Problem('invalid_request', 400, `The request does not fit. ${sentence}.`, { fields })
}

function readIdempotencyKey(request: Request): string | undefined {
  const key = request.get('idempotency-key')
  if (key === undefined) return undefined
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= KEY_LIMIT) return key
  throw invalidRequest([
    { field: 'Idempotency-Key', message: `must be 1 to ${KEY_LIMIT} visible ASCII characters` },
  ])
}

/** The bearer token of a request, if it carries one. */
export const bearerOf = (request: Request): string | undefined =>
  /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '')?.[1]

/**
 * The last two handlers of an application: unknown paths, and every error as problem+json.
 * @param known makes a problem of an error that is none by itself, if it can be told what it means
 */
export function answerProblems(
  app: Express | Router,
  log: Logger,
  known: (error: unknown) => Problem | undefined = () => undefined,
): void {
  app.use((request: Request) => {
    throw new Problem('not_found', 404, `There is nothing at ${request.method} ${request.path}.`)
  })
  const onError: ErrorRequestHandler = (error: unknown, request, response, _next) => {
    const problem = known(error) ?? problemFrom(error)
    if (problem.status >= 500 && !(error instanceof Problem)) {
      log.error({ err: error, method: request.method, path: request.path }, 'request failed')
    }
    sendProblem(response, problem)
  }
  app.use(onError)
}

function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { status, type } = bodyParserFailure(error)
  if (type === 'entity.too.large') {
    return new Problem('too_large', 413, `The request is larger than ${BODY_LIMIT}.`)
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return new Problem('invalid_request', 400, `The body is not valid JSON: ${messageOf(error)}.`, {
      fields: [{ field: 'body', message: 'is not valid JSON' }],
    })
  }
  return new Problem('internal', 500, 'Something went wrong on this side; it has been logged.')
}

function bodyParserFailure(error: unknown): { status?: number; type?: string } {
  if (!(error instanceof Error)) return {}
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined
  const type = 'type' in error && typeof error.type === 'string' ? error.type : undefined
  return { ...(status !== undefined && { status }), ...(type !== undefined && { type }) }
}

function sendProblem(response: Response, problem: Problem): void {
  if (problem.retryAfterSeconds !== undefined) {
    response.set('retry-after', String(problem.retryAfterSeconds))
  }
  response.status(problem.status).type('application/problem+json')
  response.send(
    JSON.stringify({
      type: 'about:blank',
      title: problem.code.replaceAll('_', ' '),
      status: problem.status,
      code: problem.code,
      detail: problem.message,
      ...(problem.fields.length > 0 && { errors: problem.fields }),
    }),
  )
}

/** A listening application; disposing it refuses new requests and ends kept-alive connections. */
export interface Listening extends AsyncDisposable {
  readonly port: number
}

/**
 * Listens on loopback unless told otherwise.
 * @param port 0 takes a free one
 * @throws {Problem} `port_taken` when another process has the port
 */
export async function listen(app: Express, port: number, host = '127.0.0.1'): Promise<Listening> {
  const server = await new Promise<Server>((resolve, reject) => {
    const opening = app.listen(port, host, (error?: Error) => {
      if (error) reject(listenFailure(error, port, host))
      else resolve(opening)
    })
  })
  // Longer than any client keeps an idle connection, so that none is cut in the client's hand.
  server.keepAliveTimeout = 65_000
  server.requestTimeout = LONGEST_REQUEST_MS
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 1000).unref()
      }),
  }
}

function listenFailure(error: Error, port: number, host: string): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error
  return new Problem(
    'port_taken',
    500,
    `Port ${port} on ${host} is taken by another program. Stop it, or choose another port.`,
    { cause: error },
  )
}
