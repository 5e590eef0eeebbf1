import { problem } from '../../../../common/contracts/errors.ts'
import { toIso } from '../../../../common/kit/clock.ts'
import { folded } from '../../../../common/kit/folded.ts'
import { newRow } from './tables.ts'
import type { Books } from './tables.ts'

/** Somebody who buys, by the name that the owner uses. */
export interface Customer {
  readonly id: string
  readonly name: string
  /** What is owed, in minor units; negative when more was paid than bought. */
  readonly owes: number
}

/** @returns the id of the customer of that name, made when there is none yet */
export async function customerNamed(books: Books, name: string): Promise<string> {
  const known = await findCustomer(books, name)
  if (known) return known.id
  return await addCustomer(books, name)
}

async function addCustomer(books: Books, name: string): Promise<string> {
  const row = { ...newRow(books), name: name.trim(), folded: folded(name), owes: 0 }
  await books.db.insertInto('retail_customers').values(row).execute()
  return row.id
}

type Named = Pick<Customer, 'id' | 'name'>

const live = ({ db, tenantId }: Books) =>
  db
    .selectFrom('retail_customers')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null)

const findCustomer = (books: Books, name: string): Promise<Named | undefined> =>
  live(books).where('folded', '=', folded(name)).executeTakeFirst()

/** The customer of an id or a name. */
export const customerCalled = async (books: Books, text: string): Promise<Named | undefined> =>
  (await live(books).where('id', '=', text).executeTakeFirst()) ?? (await findCustomer(books, text))

/**
 * Somebody new.
 * @returns the id
 * @throws {Problem} `customer_exists`
 */
export async function newCustomer(books: Books, name: string): Promise<string> {
  await insistUnknown(books, name)
  return await addCustomer(books, name)
}

/**
 * A customer is called otherwise from now on, also in what was booked.
 * @throws {Problem} `customer_exists` when another has the name
 */
export async function renameCustomer(books: Books, id: string, name: string): Promise<void> {
  await insistUnknown(books, name, id)
  await books.db
    .updateTable('retail_customers')
    .set({ name: name.trim(), folded: folded(name), updated_at: toIso(books.clock.now()) })
    .where('tenant_id', '=', books.tenantId)
    .where('id', '=', id)
    .execute()
}

async function insistUnknown(books: Books, name: string, except?: string): Promise<void> {
  const known = await findCustomer(books, name)
  if (!known || known.id === except) return
  throw problem('customer_exists', `There is a customer ${known.name} already.`)
}

/** What a customer owes, in minor units. */
export async function debtOf({ db, tenantId }: Books, id: string): Promise<number> {
  const row = await db
    .selectFrom('retail_customers')
    .select('owes')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.owes ?? 0
}

/** Adds to what a customer owes, in the transaction of what it was booked for. */
export async function owe({ db, tenantId }: Books, id: string, amount: number): Promise<void> {
  if (amount === 0) return
  await db
    .updateTable('retail_customers')
    .set((set) => ({ owes: set('owes', '+', amount) }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

/** All customers, oldest first. */
export async function listCustomers(books: Books): Promise<readonly Customer[]> {
  return await live(books).select('owes').orderBy('id').execute()
}
