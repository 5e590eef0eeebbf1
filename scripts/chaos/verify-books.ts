import type { Ledger } from './ledger.ts'
import { GOODS } from './load-books.ts'
import { slugOf } from './plan.ts'
import { finding, unless } from './world.ts'
import type { Finding } from './world.ts'

/** What the database of a shop says of its sales, read when nobody runs. */
export interface TenantBooks {
  readonly tenant: number
  readonly sales: readonly {
    /** The network's id of the message that was booked. */
    readonly networkId: string | null
    readonly quantity: number
    readonly moved: number
    /** In minor units. */
    readonly total: number
    readonly cost: number
  }[]
  /** Of the one thing that the shop sells, in thousandths. */
  readonly stock: number
}

/** Each sale that an owner told of is booked once, as it was told, and the stock is what is left. */
export function bookFindings(
  ledger: Pick<Ledger, 'sold'>,
  { tenant, sales, stock }: TenantBooks,
): readonly Finding[] {
  const slug = slugOf(tenant)
  const told = ledger.sold.filter((one) => one.tenant === tenant)
  const byId = Map.groupBy(sales, ({ networkId }) => networkId)
  const ids = new Set<string | null>(told.map(({ id }) => id))
  const sum = told.reduce((all, { quantity }) => all + quantity, 0)
  const left = (GOODS.stock - sum) * 1000
  return [
    ...told.flatMap(({ id, quantity }) => {
      const [sale, ...more] = byId.get(id) ?? []
      const what = `${slug}: the sale of ${quantity} in ${id}`
      if (!sale) return finding('lost booking', what)
      if (more.length > 0) return finding('doubled booking', `${what}, ${more.length + 1} times`)
      const isRight =
        sale.quantity === quantity * 1000 &&
        sale.moved === -sale.quantity &&
        sale.total === quantity * GOODS.price &&
        sale.cost === quantity * GOODS.cost
      return unless(isRight, 'wrong books', `${what} is booked as ${JSON.stringify(sale)}`)
    }),
    ...sales
      .filter(({ networkId }) => !ids.has(networkId))
      .flatMap((sale) => finding('wrong books', `${slug}: nobody told of ${JSON.stringify(sale)}`)),
    ...unless(stock === left, 'wrong books', `${slug}: ${stock} in stock instead of ${left}`),
  ]
}
