import type * as z from 'zod'
import {
  bookingSchema,
  customerSchema,
  expenseSchema,
  paymentSchema,
  productSchema,
  purchaseSchema,
  saleSchema,
} from '../../common/contracts/book-views.ts'

type Cell = string | number | boolean | null
type Money = (minor: number | null) => number | null

/** A list of the books as a spreadsheet reads it. */
interface Sheet {
  readonly columns: readonly string[]
  /** @param money an amount in units of the currency, such as 10.5 */
  rows(item: unknown, money: Money): readonly Readonly<Record<string, Cell>>[]
}

const sheet = <Item>(
  schema: z.ZodType<Item>,
  columns: string,
  rows: (item: Item, money: Money) => readonly Readonly<Record<string, Cell>>[],
): Sheet => ({
  columns: [...columns.split(' '), 'currency'],
  rows: (item, money) => rows(schema.parse(item), money),
})

const BOOKED = 'id day at'

export const BOOK_SHEETS: Readonly<Record<string, Sheet>> = {
  products: sheet(
    productSchema,
    'id name aliases unit price cost stock low_stock retired',
    (product, money) => [
      {
        ...product,
        aliases: product.aliases.join('; '),
        price: money(product.price),
        cost: money(product.cost),
      },
    ],
  ),
  customers: sheet(customerSchema, 'id name owes', (customer, money) => [
    { ...customer, owes: money(customer.owes) },
  ]),
  sales: sheet(
    saleSchema,
    `${BOOKED} customer product name unit quantity total cost sale_total sale_paid undone_by`,
    ({ lines, customer, ...sale }, money) =>
      lines.map((line) => ({
        ...sale,
        ...line,
        customer: customer?.name ?? null,
        total: money(line.total),
        cost: money(line.cost),
        sale_total: money(sale.total),
        sale_paid: money(sale.paid),
      })),
  ),
  purchases: sheet(
    purchaseSchema,
    `${BOOKED} product name unit quantity total undone_by`,
    ({ lines, ...purchase }, money) =>
      lines.map((line) => ({ ...purchase, ...line, total: money(line.total) })),
  ),
  expenses: sheet(expenseSchema, `${BOOKED} category amount undone_by`, (expense, money) => [
    { ...expense, amount: money(expense.amount) },
  ]),
  payments: sheet(
    paymentSchema,
    `${BOOKED} customer amount undone_by`,
    ({ customer, ...payment }, money) => [
      { ...payment, customer: customer.name, amount: money(payment.amount) },
    ],
  ),
  bookings: sheet(
    bookingSchema,
    `${BOOKED} kind customer category total discount paid cost reverses undone_by`,
    ({ lines: _lines, customer, ...booking }, money) => [
      {
        ...booking,
        customer: customer?.name ?? null,
        total: money(booking.total),
        discount: money(booking.discount),
        paid: money(booking.paid),
        cost: money(booking.cost),
      },
    ],
  ),
}
