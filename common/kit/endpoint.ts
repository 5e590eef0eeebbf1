import type * as z from 'zod'

/**
 * One request that one side may make of the other, as data: the side that answers mounts it, the
 * side that asks calls it, and the OpenAPI page is generated from it.
 */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Express style: `/api/tenants/:tenant`. */
  readonly path: string
  readonly summary: string
  /** The status of a good answer. */
  readonly status: 200 | 201 | 202 | 204
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly reply: Reply
  /** The request may carry an `Idempotency-Key`. */
  readonly idempotent?: boolean
  /** What goes over as bytes, past JSON: then no schema says anything of it. */
  readonly bytes?: 'body' | 'reply'
  /** The codes of problems an asker should be ready for. */
  readonly problems?: readonly string[]
}

/** An endpoint written down with its types kept. */
export const endpoint = <
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
>(
  definition: Endpoint<Params, Query, Body, Reply>,
): Endpoint<Params, Query, Body, Reply> => definition

/** What a handler gets of a request: everything already checked. */
export interface Asked<E extends Endpoint> {
  readonly params: z.output<E['params']>
  readonly query: z.output<E['query']>
  readonly body: z.output<E['body']>
  readonly idempotencyKey: string | undefined
}

export type ReplyOf<E extends Endpoint> = z.output<E['reply']>
export type BodyOf<E extends Endpoint> = z.input<E['body']>
export type QueryOf<E extends Endpoint> = z.input<E['query']>
