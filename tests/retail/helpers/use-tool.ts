import type { Kysely } from 'kysely'
import { retail } from '../../../bot/verticals/retail/retail.ts'
import type { Books } from '../../../bot/verticals/retail/ledger/tables.ts'
import type { Call, OwnerMessage } from '../../../bot/verticals/vertical.ts'
import { problem } from '../../../common/contracts/errors.ts'

let calls = 0

const FEATURES = {
  audio_enabled: true,
  sales_enabled: true,
  expenses_enabled: true,
  inventory_enabled: true,
}

/** A shop in Argentina. */
export const businessOf = (features: Partial<typeof FEATURES> = {}): OwnerMessage['business'] => ({
  currency: 'ARS',
  language: 'es',
  timezone: 'America/Argentina/Buenos_Aires',
  inventory: { low_stock: 3 },
  features: { ...FEATURES, ...features },
})

/** Uses a tool as the bot does: what it is given is checked, and all is one transaction. */
export async function useTool(
  books: Books,
  name: string,
  input: unknown,
  more: Partial<Call> = {},
): Promise<unknown> {
  const tool = retail.tools.find((one) => one.name === name)
  if (!tool) throw new Error(`there is no tool ${name}`)
  const read = tool.input.safeParse(input)
  if (!read.success) {
    const fields = read.error.issues.map((issue) => ({
      field: issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : issue.path.join('.'),
      message: issue.message,
    }))
    throw problem('invalid_request', 'The request does not fit.', { fields })
  }
  return await books.db.transaction().execute(async (db) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a tool looks for its own tables
    const tables = db as unknown as Kysely<unknown>
    const ground = { tenantId: books.tenantId, clock: books.clock, db: tables }
    return await tool.run(
      { ...ground, business: businessOf(), cause: `call ${(calls += 1)}`, ...more },
      read.data,
    )
  })
}

/** Everything that can be asked, to see that nothing has changed. */
export const everything = async (books: Books): Promise<readonly unknown[]> => [
  await useTool(books, 'stats', {}),
  await useTool(books, 'list_bookings', { undone: true }),
  await useTool(books, 'list_products', { retired: true }),
  await useTool(books, 'list_customers', {}),
]
