import { invalidRequest } from '../../common/kit/http.ts'

/** How much a page holds unless told. */
export const PAGE = 100

/**
 * A page and where the next one begins.
 * @param found one more than `limit`, if there is another page
 * @param keyOf what tells where an item is in the list; its id, unless told
 */
export function pageOf<Item extends { readonly id: string }>(
  found: readonly Item[],
  limit: number,
  keyOf: (item: Item) => string = (item) => item.id,
): { readonly items: Item[]; readonly after: string | null } {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const after = found.length > limit && last ? Buffer.from(keyOf(last)).toString('base64url') : null
  return { items, after }
}

/**
 * The id, or other key, with which the page before ended.
 * @param shape what those of this list look like
 * @throws {Problem} `invalid_request` for what no page gave
 */
export function readCursor(cursor: string | undefined, shape: RegExp): string | undefined {
  if (cursor === undefined) return undefined
  const id = Buffer.from(cursor, 'base64url').toString()
  if (shape.test(id)) return id
  throw invalidRequest([{ field: 'after', message: 'must be a cursor that a page gave' }])
}
