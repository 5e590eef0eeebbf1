import * as z from 'zod'
import {
  adjustmentSchema,
  countedSchema,
  newPurchaseSchema,
} from '../../../../common/contracts/books.ts'
import { adjust, buy, count } from '../ledger/deeds.ts'
import type { Item } from '../ledger/deeds.ts'
import { entryOf } from '../ledger/journal.ts'
import { takeBack } from '../ledger/take-back.ts'
import type { Books } from '../ledger/tables.ts'
import { productMeant, quantityOf } from './meant.ts'
import { dayOf, deed } from './tool.ts'
import type { Now } from './tool.ts'
import { purchaseView, showProduct } from './views.ts'

const showPurchase = async (books: Books, id: string) =>
  purchaseView(await entryOf(books, id, 'purchase'))

async function purchase(
  books: Books,
  { lines, day }: z.output<typeof newPurchaseSchema>,
  now: Now,
  mayBeRetired = false,
): Promise<string> {
  const items: Item[] = []
  for (const [index, { product, quantity, total }] of lines.entries()) {
    const row = await productMeant(books, product, mayBeRetired)
    const amount = quantityOf(row, quantity, `lines.${index}.quantity`)
    items.push({ product: row.id, quantity: amount, total })
  }
  return await buy(books, { items, day: dayOf(day, now), cause: now.cause })
}

export const recordPurchase = deed({
  name: 'record_purchase',
  description: 'Books what was bought for the shop; what it cost is what it costs from now on.',
  input: newPurchaseSchema,
  feature: 'inventory_enabled',
  book: (books, input, now) => purchase(books, input, now),
  show: showPurchase,
})

export const correctPurchase = deed({
  name: 'correct_purchase',
  description: 'Takes a purchase back and books another in its place.',
  input: newPurchaseSchema.extend({ id: z.string() }),
  feature: 'inventory_enabled',
  async book(books, { id, lines, day }, now) {
    const { row } = await entryOf(books, id, 'purchase')
    await takeBack(books, id, `${now.cause} undo`)
    return await purchase(books, { lines, day: day ?? row.day }, now, true)
  },
  show: showPurchase,
})

const ofProduct = z.object({ product: z.string().min(1).max(200) })

interface OfOne {
  readonly product: string
  readonly quantity: number
  readonly day?: string | undefined
}

/** Books a quantity of one product, and answers with the product. */
const ofOne =
  (write: typeof count) =>
  async (books: Books, { product, quantity, day }: OfOne, now: Now): Promise<string> => {
    const row = await productMeant(books, product)
    const amount = quantityOf(row, quantity, 'quantity')
    const when = { day: dayOf(day, now), cause: now.cause }
    await write(books, { product: row.id, quantity: amount, ...when })
    return row.id
  }

export const countStock = deed({
  name: 'count_stock',
  description: 'Books how much of a product is there.',
  input: countedSchema.extend(ofProduct.shape),
  feature: 'inventory_enabled',
  book: ofOne(count),
  show: showProduct,
})

export const adjustStock = deed({
  name: 'adjust_stock',
  description: 'Books what was lost, negative, or found of a product.',
  input: adjustmentSchema.extend(ofProduct.shape),
  feature: 'inventory_enabled',
  book: ofOne(adjust),
  show: showProduct,
})
