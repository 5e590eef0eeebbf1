import type * as z from 'zod'
import { problem } from '../common/contracts/errors.ts'
import { newRowId } from '../common/domain/ids.ts'
import { invalidRequest } from '../common/kit/http.ts'
import type { Base } from './base.ts'
import type { Store } from './store/store.ts'
import type { OpenTenantConfig } from './tenant-config.ts'
import type { Vertical } from './verticals/vertical.ts'

/** What is booked and asked by the API. */
export interface BooksDesk {
  /**
   * Uses a tool of the tenant's vertical: what writes is on the disk when the promise resolves.
   * @param key the same key with the same input is done once
   * @throws {Problem} `no_books` when the vertical has no such tool, `invalid_request`, and whatever
   *   the tool refuses; nothing is changed then
   */
  use(tool: string, input: unknown, key?: string): Promise<unknown>
}

/** Bookings of one call are taken back together, and never by a word in the chat. */
const causeOfCall = (): string => `api:${newRowId()}`

export const openBooksDesk = (
  { config, clock }: Base,
  store: Store,
  business: OpenTenantConfig,
  vertical: () => Vertical,
): BooksDesk => ({
  async use(name, input, key) {
    const tool = vertical().tools.find((one) => one.name === name)
    if (!tool) throw noBooks(business.current().vertical)
    const read = tool.input.safeParse(input)
    if (!read.success) throw unfit(read.error)
    const call = {
      tenantId: config.tenantId,
      clock,
      business: business.current(),
      cause: causeOfCall(),
      key,
    }
    // What reads, too: figures that belong together are of one moment.
    return await store.transaction(({ tables }) => tool.run({ ...call, db: tables }, read.data))
  },
})

const unfit = (error: z.ZodError): Error =>
  invalidRequest(
    error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message })),
  )

const noBooks = (vertical: string): Error =>
  problem(
    'no_books',
    `This business keeps no books here: its vertical is ${vertical}. Set "vertical": "retail" in its config.json.`,
  )
