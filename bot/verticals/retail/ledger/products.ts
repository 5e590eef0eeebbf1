import { problem } from '../../../../common/contracts/errors.ts'
import { toIso } from '../../../../common/kit/clock.ts'
import { folded } from '../../../../common/kit/folded.ts'
import { newRow } from './tables.ts'
import type { Books, ProductRow, ReadBooks, Unit } from './tables.ts'

/** Something that the shop sells. */
export interface Product {
  readonly id: string
  readonly name: string
  /** What else it is called. */
  readonly aliases: readonly string[]
  readonly unit: Unit
  readonly price: number | null
  readonly cost: number | null
  /** In thousandths; undefined when nobody has ever counted. */
  readonly stock: number | undefined
  readonly lowStock: number | null
  readonly isRetired: boolean
}

/** What is sold, oldest first; what is not sold any more only when asked for. */
export async function listProducts(books: ReadBooks, retired = false): Promise<readonly Product[]> {
  const { db, tenantId } = books
  let query = db
    .selectFrom('retail_products')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null)
    .orderBy('id')
  if (!retired) query = query.where('retired_at', 'is', null)
  const [rows, names] = await Promise.all([
    query.execute(),
    db
      .selectFrom('retail_names')
      .select(['product_id', 'name'])
      .where('tenant_id', '=', tenantId)
      .where('deleted_at', 'is', null)
      .orderBy('id')
      .execute(),
  ])
  const aliases = Map.groupBy(names, ({ product_id: product }) => product)
  return rows.map((row) =>
    productOf(
      row,
      (aliases.get(row.id) ?? []).map(({ name }) => name),
    ),
  )
}

const productOf = (row: ProductRow, names: readonly string[]): Product => ({
  id: row.id,
  name: row.name,
  aliases: names.filter((name) => name !== row.name),
  unit: row.unit,
  price: row.price === null ? null : row.price,
  cost: row.cost === null ? null : row.cost,
  stock: row.is_counted === 1 ? row.stock : undefined,
  lowStock: row.low_stock === null ? null : row.low_stock,
  isRetired: row.retired_at !== null,
})

/** @throws {Problem} `unknown_product` */
export async function productRow(books: Books, id: string): Promise<ProductRow> {
  const row = await rowOf(books, id)
  if (row) return row
  throw problem('unknown_product', `There is no product ${id}. GET …/products lists them.`)
}

const rowOf = ({ db, tenantId }: Books, id: string): Promise<ProductRow | undefined> =>
  db
    .selectFrom('retail_products')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()

/** The product of an id, or that has a name now. */
export const findProduct = async (books: Books, text: string): Promise<ProductRow | undefined> =>
  (await rowOf(books, text)) ?? (await rowOf(books, (await named(books, text)) ?? ''))

/** The id of the product that has a name now. */
async function named({ db, tenantId }: Books, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('retail_names')
    .select('product_id')
    .where('tenant_id', '=', tenantId)
    .where('folded', '=', folded(name))
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.product_id
}

/** @throws {Problem} `product_exists` when a product other than this one has the name */
export async function insistFree(books: Books, name: string, product?: string): Promise<void> {
  const has = await named(books, name)
  if (has === undefined || has === product) return
  throw problem('product_exists', `There is a product ${name.trim()} already.`)
}

/**
 * Gives a product a name that no other has.
 * @returns whether it did not have it already
 * @throws {Problem} `product_exists`
 */
export async function giveName(books: Books, product: string, name: string): Promise<boolean> {
  await insistFree(books, name, product)
  if ((await named(books, name)) === product) return false
  const key = folded(name)
  await books.db
    .insertInto('retail_names')
    .values({ ...newRow(books), product_id: product, name: name.trim(), folded: key })
    .execute()
  return true
}

/**
 * Takes a name, or all of them, from a product, so that another may have it.
 * @param at when, in ISO 8601
 * @returns what was taken, oldest first
 */
export async function takeNames(
  { db, tenantId }: Books,
  product: string,
  at: string,
  name?: string,
): Promise<readonly string[]> {
  let had = db
    .selectFrom('retail_names')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('product_id', '=', product)
    .where('deleted_at', 'is', null)
    .orderBy('id')
  if (name !== undefined) had = had.where('folded', '=', folded(name))
  const taken = await had.execute()
  for (const { id } of taken) {
    await db
      .updateTable('retail_names')
      .set({ deleted_at: at })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .execute()
  }
  return taken.map((one) => one.name)
}

/**
 * Gives a product the names again that it was taken at an instant, which is all that is known of them
 * from when what was taken was not yet kept with the booking.
 * @throws {Problem} `product_exists`
 */
export async function giveNamesAgain(books: Books, product: string, at: string): Promise<void> {
  const rows = await books.db
    .selectFrom('retail_names')
    .select('name')
    .where('tenant_id', '=', books.tenantId)
    .where('product_id', '=', product)
    .where('deleted_at', '=', at)
    .orderBy('id')
    .execute()
  for (const { name } of rows) await giveName(books, product, name)
}

/** Changes columns of a product. */
export async function setProduct(
  books: Books,
  id: string,
  change: Partial<
    Pick<ProductRow, 'name' | 'price' | 'cost' | 'low_stock' | 'is_counted' | 'retired_at'>
  >,
): Promise<void> {
  await books.db
    .updateTable('retail_products')
    .set({ ...change, updated_at: toIso(books.clock.now()) })
    .where('tenant_id', '=', books.tenantId)
    .where('id', '=', id)
    .execute()
}
