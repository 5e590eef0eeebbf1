import type {
  BookingView,
  CustomerView,
  ExpenseView,
  PaymentView,
  ProductView,
  PurchaseView,
  SaleView,
} from '../../../../common/contracts/book-views.ts'
import { customerCalled, debtOf } from '../ledger/customers.ts'
import type { Entry } from '../ledger/journal.ts'
import { listProducts } from '../ledger/products.ts'
import type { Product } from '../ledger/products.ts'
import type { Books } from '../ledger/tables.ts'
import { decimal } from './meant.ts'

const common = ({ row: { id, day, at }, undoneBy }: Entry) => ({
  id,
  day,
  at,
  undone_by: undoneBy,
})

const linesOf = ({ lines }: Entry) =>
  lines.map((line) => ({
    product: line.product_id,
    name: line.name,
    unit: line.unit,
    quantity: decimal(line.quantity),
    total: line.total,
    cost: line.cost,
  }))

export const saleView = (entry: Entry): SaleView => ({
  ...common(entry),
  customer: entry.customer,
  lines: linesOf(entry),
  total: entry.row.total,
  discount: entry.row.discount,
  paid: entry.row.paid,
  cost: entry.row.cost,
})

export const expenseView = (entry: Entry): ExpenseView => ({
  ...common(entry),
  amount: entry.row.total,
  category: entry.row.category ?? '',
})

export const purchaseView = (entry: Entry): PurchaseView => ({
  ...common(entry),
  lines: linesOf(entry),
  total: entry.row.total,
})

export const paymentView = (entry: Entry): PaymentView => ({
  ...common(entry),
  customer: entry.customer ?? { id: '', name: '' },
  amount: entry.row.total,
})

export const bookingView = (entry: Entry): BookingView => ({
  ...common(entry),
  kind: entry.row.kind,
  reverses: entry.row.reverses,
  customer: entry.customer,
  category: entry.row.category,
  lines: linesOf(entry).map((line, index) => ({
    ...line,
    moved: decimal(entry.lines[index]?.moved ?? 0),
  })),
  total: entry.row.total,
  discount: entry.row.discount,
  paid: entry.row.paid,
  cost: entry.row.cost,
})

export const productView = (product: Product): ProductView => ({
  id: product.id,
  name: product.name,
  aliases: [...product.aliases],
  unit: product.unit,
  price: product.price,
  cost: product.cost,
  stock: product.stock === undefined ? null : decimal(product.stock),
  low_stock: product.lowStock === null ? null : decimal(product.lowStock),
  retired: product.isRetired,
})

/** A product as it is now. */
export async function showProduct(books: Books, id: string): Promise<ProductView> {
  const product = (await listProducts(books, true)).find((one) => one.id === id)
  if (!product) throw new Error(`the product ${id} is gone`)
  return productView(product)
}

/** A customer as it is now. */
export async function showCustomer(books: Books, id: string): Promise<CustomerView> {
  const customer = await customerCalled(books, id)
  if (!customer) throw new Error(`the customer ${id} is gone`)
  return { ...customer, owes: await debtOf(books, id) }
}
