import * as z from 'zod'
import { endpoint } from '../kit/endpoint.ts'
import type { Endpoint } from '../kit/endpoint.ts'
import { BOOKS, bookStats } from './books-api.ts'
import { bookingsQuerySchema, customersQuerySchema, productsQuerySchema } from './books.ts'
import { ofTenant } from './of-tenant.ts'
import { tenantParams } from './tenant-params.ts'

const noBody = z.unknown()

/** The same as the server answers it: without the room, which only a bot has. */
const ofBooks = <Query extends z.ZodType, Reply extends z.ZodType>(
  asked: Endpoint<z.ZodObject, Query, z.ZodType, Reply>,
) => ofTenant({ ...asked, path: asked.path.replace('/books/', '/') })

export const tenantStats = ofBooks(bookStats)

/** What the server answers about the books by asking a bot. */
export const TENANT_BOOKS = BOOKS.map(({ endpoint: asked }) => ({
  asked,
  answered: ofBooks(asked),
}))

const pageless = { after: true, limit: true } as const

/** A whole list as a spreadsheet reads it, by its name. */
const sheet = (plural: string, query: z.ZodType) => ({
  plural,
  endpoint: endpoint({
    method: 'GET',
    path: `/api/tenants/:tenant/${plural}.csv`,
    summary: `The ${plural} as CSV: amounts with their decimal point, a row for each line`,
    status: 200,
    params: tenantParams,
    query,
    body: noBody,
    reply: noBody,
    bytes: 'reply',
    problems: ['no_books', 'tenant_stopped', 'bot_unreachable'],
  }),
})

const ofDays = bookingsQuerySchema.omit(pageless)

export const SHEETS = [
  sheet('products', productsQuerySchema.omit(pageless)),
  sheet('customers', customersQuerySchema.omit(pageless)),
  ...['sales', 'expenses', 'purchases', 'payments', 'bookings'].map((name) => sheet(name, ofDays)),
]

/** The part of the public API that is about the books, in the order of its page. */
export const BOOKS_API: readonly Endpoint[] = [
  ...TENANT_BOOKS.map(({ answered }) => answered),
  ...SHEETS.map((one) => one.endpoint),
]
