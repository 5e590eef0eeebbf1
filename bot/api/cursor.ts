import { invalidRequest } from '../../common/kit/http.ts'

/** How much a page holds unless told. */
export const PAGE = 100

/**
 * A page and where the next one begins.
 * @param found one more than `limit`, if there is another page
 */
export function pageOf<Item extends { readonly id: string }>(
  found: readonly Item[],
  limit: number,
): { readonly items: Item[]; readonly after: string | null } {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const after = found.length > limit && last ? Buffer.from(last.id).toString('base64url') : null
  return { items, after }
}

/**
 * The id with which the page before ended.
 * @param shape what ids in this list look like
 * @throws {Problem} `invalid_request` for what no page gave
 */
export function readCursor(cursor: string | undefined, shape: RegExp): string | undefined {
  if (cursor === undefined) return undefined
  const id = Buffer.from(cursor, 'base64url').toString()
  if (shape.test(id)) return id
  throw invalidRequest([{ field: 'after', message: 'must be a cursor that a page gave' }])
}
