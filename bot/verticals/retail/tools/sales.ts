import * as z from 'zod'
import { newSaleSchema } from '../../../../common/contracts/books.ts'
import { customerCalled } from '../ledger/customers.ts'
import { sell } from '../ledger/deeds.ts'
import type { Item } from '../ledger/deeds.ts'
import { entryOf } from '../ledger/journal.ts'
import type { Entry } from '../ledger/journal.ts'
import { takeBack } from '../ledger/take-back.ts'
import type { Books } from '../ledger/tables.ts'
import { productMeant, quantityOf, unknownCustomer } from './meant.ts'
import { dayOf, deed } from './tool.ts'
import type { Now } from './tool.ts'
import { saleView } from './views.ts'

const show = async (books: Books, id: string) => saleView(await entryOf(books, id, 'sale'))

/** Nobody is called so: it is the id of somebody who is not there. */
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i

/** @param before the sale in whose place it comes: what was sold then had cost what it cost then */
async function book(
  books: Books,
  sale: z.output<typeof newSaleSchema>,
  now: Now,
  before?: Entry,
): Promise<string> {
  const items: Item[] = []
  for (const [index, { product, quantity, total }] of sale.lines.entries()) {
    const row = await productMeant(books, product, before !== undefined)
    const amount = quantityOf(row, quantity, `lines.${index}.quantity`)
    const then = before?.lines.find((line) => line.product_id === row.id)
    const cost = then && Math.round((amount * then.cost) / then.quantity)
    items.push({ product: row.id, quantity: amount, total, cost })
  }
  const { discount, paid, customer } = sale
  const known = customer === undefined ? undefined : await customerCalled(books, customer)
  if (customer !== undefined && !known && UUID.test(customer)) throw unknownCustomer(customer)
  const day = dayOf(sale.day ?? before?.row.day, now)
  const buyer = known?.name ?? customer
  return await sell(books, { items, discount, paid, customer: buyer, day, cause: now.cause })
}

export const recordSale = deed({
  name: 'record_sale',
  description: 'Books a sale: products, quantities, what was paid, by whom.',
  input: newSaleSchema,
  feature: 'sales_enabled',
  book,
  show,
})

export const correctSale = deed({
  name: 'correct_sale',
  description: 'Takes a sale back and books another in its place.',
  input: newSaleSchema.extend({ id: z.string() }),
  feature: 'sales_enabled',
  async book(books, { id, ...sale }, now) {
    const before = await entryOf(books, id, 'sale')
    await takeBack(books, id, `${now.cause} undo`)
    return await book(books, sale, now, before)
  },
  show,
})
