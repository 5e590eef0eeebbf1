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
  if (known !== undefined) return known
  const row = { ...newRow(books), name: name.trim(), folded: folded(name) }
  await books.db.insertInto('retail_customers').values(row).execute()
  return row.id
}

async function findCustomer({ db, tenantId }: Books, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('retail_customers')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('folded', '=', folded(name))
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** All customers, oldest first. */
export async function listCustomers({ db, tenantId }: Books): Promise<readonly Customer[]> {
  const [rows, debts] = await Promise.all([
    db
      .selectFrom('retail_customers')
      .select(['id', 'name'])
      .where('tenant_id', '=', tenantId)
      .where('deleted_at', 'is', null)
      .orderBy('id')
      .execute(),
    db
      .selectFrom('retail_bookings')
      .select((select) => [
        'customer_id',
        'kind',
        select.fn.sum('total').as('total'),
        select.fn.sum('paid').as('paid'),
      ])
      .where('tenant_id', '=', tenantId)
      .where('customer_id', 'is not', null)
      .where('kind', 'in', ['sale', 'payment'])
      .groupBy(['customer_id', 'kind'])
      .execute(),
  ])
  const owed = new Map<string, number>()
  for (const { customer_id: id, kind, total, paid } of debts) {
    const amount = kind === 'sale' ? Number(total) - Number(paid) : -Number(total)
    owed.set(id ?? '', (owed.get(id ?? '') ?? 0) + amount)
  }
  return rows.map(({ id, name }) => ({ id, name, owes: owed.get(id) ?? 0 }))
}
