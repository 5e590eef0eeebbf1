import * as z from 'zod'
import { endpoint } from '../kit/endpoint.ts'
import type { Endpoint } from '../kit/endpoint.ts'
import { bookingsQuerySchema, idParams } from './books.ts'

export const nothing = z.object({})
export const noBody = z.unknown()

/** One request about the books, and the tool that answers it. */
export interface BooksEndpoint {
  readonly tool: string
  readonly endpoint: Endpoint<z.ZodObject>
}

export const reading = <Query extends z.ZodType, Reply extends z.ZodType>(
  path: string,
  tool: string,
  summary: string,
  { query, reply }: { readonly query: Query; readonly reply: Reply },
) => ({
  tool,
  endpoint: endpoint({
    method: 'GET',
    path: `/api/books/${path}`,
    summary,
    status: 200,
    params: nothing,
    query,
    body: noBody,
    reply,
    problems: ['no_books'],
  }),
})

interface Deed {
  readonly params: z.ZodObject
  readonly body: z.ZodType
  readonly reply: z.ZodType
  readonly problems: readonly string[]
}

/** What books something, once for each `Idempotency-Key`. */
export const doing = (
  [method, path]: readonly ['POST' | 'PATCH' | 'DELETE', string],
  tool: string,
  summary: string,
  { problems, ...rest }: Deed,
): BooksEndpoint => ({
  tool,
  endpoint: endpoint({
    ...rest,
    method,
    path: `/api/books/${path}`,
    summary,
    status: method === 'POST' && !path.includes(':') ? 201 : 200,
    query: nothing,
    idempotent: true,
    problems: ['no_books', 'feature_off', 'currency_changed', 'idempotency_conflict', ...problems],
  }),
})

/** One thing of a list. */
export const one = (
  path: string,
  tool: string,
  { params, reply, unknown }: Pick<Deed, 'params' | 'reply'> & { readonly unknown: string },
): BooksEndpoint => ({
  tool,
  endpoint: endpoint({
    method: 'GET',
    path: `/api/books/${path}`,
    summary: `One of the ${path.split('/')[0] ?? path}`,
    status: 200,
    params,
    query: nothing,
    body: noBody,
    reply,
    problems: ['no_books', unknown],
  }),
})

interface Kind {
  readonly list: z.ZodType
  readonly one: z.ZodType
  readonly body: z.ZodType
  readonly problems: readonly string[]
}

/** Adding, correcting and taking back one kind of booking. */
export const ofKind = (
  plural: string,
  aKind: string,
  { list, one: shown, body, problems }: Kind,
): readonly BooksEndpoint[] => {
  const kind = aKind.replace(/^an? /, '')
  return [
    reading(plural, `list_${plural}`, `The ${plural}, oldest first`, {
      query: bookingsQuerySchema,
      reply: list,
    }),
    one(`${plural}/:id`, `show_${kind}`, {
      params: idParams,
      reply: shown,
      unknown: 'unknown_booking',
    }),
    doing(['POST', plural], `record_${kind}`, `Book ${aKind}`, {
      params: nothing,
      body,
      reply: shown,
      problems,
    }),
    doing(
      ['POST', `${plural}/:id/correction`],
      `correct_${kind}`,
      `Take ${aKind} back and book this in its place, on the same day unless told`,
      {
        params: idParams,
        body,
        reply: shown,
        problems: ['unknown_booking', 'not_reversible', ...problems],
      },
    ),
    doing(
      ['DELETE', `${plural}/:id`],
      `undo_${kind}`,
      `Take ${aKind} back; it stays, beside what takes it back`,
      {
        params: idParams,
        body: noBody,
        reply: shown,
        problems: ['unknown_booking', 'not_reversible'],
      },
    ),
  ]
}
