import type { Kysely } from 'kysely'
import type * as z from 'zod'
import { problem } from '../../../../common/contracts/errors.ts'
import { dayAt } from '../../../../common/domain/money.ts'
import type { Call, Tool } from '../../vertical.ts'
import { keepCurrency } from '../currency.ts'
import type { Books, RetailTables } from '../ledger/tables.ts'
import { once } from './once.ts'

/** When something is booked, and what for. */
export interface Now {
  /** The day it is where the shop is. */
  readonly today: string
  readonly cause: string
}

export type Feature = 'sales_enabled' | 'expenses_enabled' | 'inventory_enabled'

interface Deed<Input extends z.ZodType> {
  readonly name: string
  readonly description: string
  readonly input: Input
  /** What has to be switched on in `config.json`. */
  readonly feature?: Feature
  /** Whether there are no amounts in it: any other is booked in the currency of the books alone. */
  readonly isMoneyless?: boolean
  /**
   * Books it.
   * @returns the id of what `show` shows
   */
  book(books: Books, input: z.output<Input>, now: Now): Promise<string>
  /** What came out of it, as it stands now. */
  show(books: Books, id: string): Promise<unknown>
}

/** A tool that writes: the chat books with it as an API does. */
export type DeedTool<Input extends z.ZodType> = Tool<Input> & Pick<Deed<Input>, 'book' | 'feature'>

/** A deed as a tool, done once under a key. */
export const deed = <Input extends z.ZodType>(it: Deed<Input>): DeedTool<Input> => ({
  ...it,
  reads: false,
  async run(call, input) {
    const books = booksOf(call)
    const id = await once(books, call.key, [it.name, input], async () => {
      insistOn(it.feature, call)
      if (it.isMoneyless !== true) await keepCurrency(books, call.business.currency)
      const today = dayAt(call.clock.now(), call.business.timezone)
      return await it.book(books, input, { today, cause: call.cause })
    })
    return await it.show(books, id)
  },
})

/** A report as a tool. */
export const report = <Input extends z.ZodType>(
  it: Pick<Tool<Input>, 'name' | 'description' | 'input'> & {
    read(books: Books, input: z.output<Input>, call: Call): Promise<unknown>
  },
): Tool<Input> => ({
  ...it,
  reads: true,
  run: (call, input) => it.read(booksOf(call), input, call),
})

/** The shop's tables in the database that a call came with. */
export const booksOf = ({ db, tenantId, clock }: Call): Books => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the migrations made them there
  const tables = db as Kysely<RetailTables>
  return { db: tables, tenantId, clock }
}

function insistOn(feature: Feature | undefined, { business }: Call): void {
  if (feature === undefined || business.features[feature]) return
  throw problem(
    'feature_off',
    `${FEATURES[feature]} are switched off for this business. Set features.${feature} to true in its config.json.`,
  )
}

const FEATURES: Readonly<Record<Feature, string>> = {
  sales_enabled: 'Sales',
  expenses_enabled: 'Expenses',
  inventory_enabled: 'Stock and purchases',
}

/**
 * The day something counts for.
 * @throws {Problem} `invalid_request` for one that has not come yet
 */
export function dayOf(day: string | undefined, { today }: Now): string {
  if (day === undefined || day <= today) return day ?? today
  throw refused('day', `must not be after today, ${today}`)
}

/** What is wrong with the input, as a clear sentence. */
export const refused = (field: string, message: string): Error =>
  problem('invalid_request', `The request does not fit. ${field}: ${message}.`, {
    fields: [{ field, message }],
  })
