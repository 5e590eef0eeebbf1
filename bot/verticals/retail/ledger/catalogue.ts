import { problem } from '../../../../common/contracts/errors.ts'
import { toIso } from '../../../../common/kit/clock.ts'
import { giveName, insistFree, productRow, setProduct, takeNames } from './products.ts'
import { newRow } from './tables.ts'
import type { Books, ProductRow, Unit } from './tables.ts'
import { writeBooking } from './write-booking.ts'
import type { Change, When } from './write-booking.ts'

export interface NewProduct extends When {
  readonly name: string
  readonly aliases?: readonly string[] | undefined
  readonly unit?: Unit | undefined
  /** Of one unit, in minor units. */
  readonly price?: number | undefined
  readonly cost?: number | undefined
  /** How much is there, in thousandths of a unit; not known unless told. */
  readonly stock?: number | undefined
}

/**
 * Adds a product to the catalogue.
 * @returns the product's id
 * @throws {Problem} `product_exists`
 */
export async function addProduct(books: Books, product: NewProduct): Promise<string> {
  const { unit = 'u', price = null, cost = null, stock } = product
  const row: ProductRow = {
    ...newRow(books),
    name: product.name.trim(),
    unit,
    price,
    cost,
    stock: 0,
    is_counted: stock === undefined ? 0 : 1,
    low_stock: null,
    retired_at: null,
  }
  const names = [row.name, ...(product.aliases ?? [])]
  for (const name of names) await insistFree(books, name)
  await books.db.insertInto('retail_products').values(row).execute()
  for (const name of names) await giveName(books, row.id, name)
  const moved = stock ?? 0
  await writeBooking(books, {
    kind: 'catalogue',
    day: product.day,
    cause: product.cause,
    changes: [{ product: row.id, field: 'added', before: null, after: row.name }],
    lines: moved === 0 ? [] : [{ product: row.id, quantity: moved, moved, total: 0, cost: 0 }],
  })
  return row.id
}

export interface ProductChange extends When {
  readonly product: string
  readonly name?: string | undefined
  readonly price?: number | undefined
  readonly cost?: number | undefined
  readonly lowStock?: number | null | undefined
  /** One more name. */
  readonly alias?: string | undefined
}

/**
 * Changes what is said of a product; its old name stays one of its names.
 * @returns the booking's id
 * @throws {Problem} `unknown_product`, `product_exists` when another has the name
 */
export async function changeProduct(books: Books, change: ProductChange): Promise<string> {
  const row = await productRow(books, change.product)
  for (const name of [change.name, change.alias]) {
    if (name !== undefined) await insistFree(books, name, row.id)
  }
  const changes: Change[] = []
  const note = (field: Change['field'], before: Change['before'], after: Change['after']): void => {
    if (before !== after) changes.push({ product: row.id, field, before, after })
  }
  for (const given of [change.name, change.alias]) {
    if (given === undefined) continue
    const after = given.trim()
    const isNew = await giveName(books, row.id, after)
    // Also when it had the name: then it keeps it when this is taken back.
    changes.push({ product: row.id, field: 'alias', before: isNew ? null : after, after })
  }
  if (change.name !== undefined) note('name', row.name, change.name.trim())
  if (change.price !== undefined) note('price', row.price, change.price)
  if (change.cost !== undefined) note('cost', row.cost, change.cost)
  if (change.lowStock !== undefined) note('low_stock', row.low_stock, change.lowStock)
  const columns = changes.filter(({ field }) => field !== 'alias')
  await setProduct(books, row.id, Object.fromEntries(columns.map((one) => [one.field, one.after])))
  const { day, cause } = change
  return await writeBooking(books, { kind: 'catalogue', day, cause, changes })
}

/**
 * A product is not sold any more; its name is free for another.
 * @returns the booking's id
 * @throws {Problem} `unknown_product`
 */
export async function retireProduct(
  books: Books,
  { product, day, cause }: When & { readonly product: string },
): Promise<string> {
  const row = await productRow(books, product)
  if (row.retired_at !== null) throw problem('unknown_product', `${row.name} is not sold any more.`)
  const now = toIso(books.clock.now())
  await setProduct(books, product, { retired_at: now })
  const names = await takeNames(books, product, now)
  const changes: readonly Change[] = [
    ...names.map((name) => ({ product, field: 'alias', before: name, after: null }) as const),
    { product, field: 'retired_at', before: null, after: now },
  ]
  return await writeBooking(books, { kind: 'catalogue', day, cause, changes })
}
