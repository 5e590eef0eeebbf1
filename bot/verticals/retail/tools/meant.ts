import { problem } from '../../../../common/contracts/errors.ts'
import { WHOLE } from '../ledger/amounts.ts'
import { customerCalled } from '../ledger/customers.ts'
import { findProduct } from '../ledger/products.ts'
import type { Books, ProductRow } from '../ledger/tables.ts'
import { refused } from './tool.ts'

/** A decimal in thousandths. */
export const thousandths = (quantity: number): number => Math.round(quantity * WHOLE)

export const decimal = (inThousandths: number): number => inThousandths / WHOLE

/**
 * The product of an id or a name.
 * @throws {Problem} `unknown_product`; for one that is not sold any more too, unless it may be
 */
export async function productMeant(
  books: Books,
  text: string,
  mayBeRetired = false,
): Promise<ProductRow> {
  const row = await findProduct(books, text)
  if (!row) {
    throw problem('unknown_product', `There is no product ${text}. GET …/products lists them.`)
  }
  if (row.retired_at === null || mayBeRetired) return row
  throw problem('unknown_product', `${row.name} is not sold any more.`)
}

/**
 * A quantity of a product in thousandths.
 * @throws {Problem} `invalid_request` for a part of what is sold by the piece
 */
export function quantityOf(row: ProductRow, quantity: number, field: string): number {
  const amount = thousandths(quantity)
  if (row.unit !== 'u' || amount % WHOLE === 0) return amount
  throw refused(field, `${row.name} is sold by the piece, so it must be a whole number`)
}

/**
 * The name of the customer of an id or a name.
 * @throws {Problem} `unknown_customer`
 */
export async function customerMeant(
  books: Books,
  text: string,
): Promise<{ readonly id: string; readonly name: string }> {
  const found = await customerCalled(books, text)
  if (found) return found
  throw unknownCustomer(text)
}

export const unknownCustomer = (text: string): Error =>
  problem('unknown_customer', `There is no customer ${text}. GET …/customers lists them.`)
