import * as z from 'zod'
import {
  customerNameSchema,
  newProductSchema,
  productChangeSchema,
} from '../../../../common/contracts/books.ts'
import { addProduct, changeProduct, retireProduct } from '../ledger/catalogue.ts'
import { newCustomer, renameCustomer } from '../ledger/customers.ts'
import { customerMeant, productMeant, thousandths } from './meant.ts'
import { deed, refused } from './tool.ts'
import { showCustomer, showProduct } from './views.ts'

export const addProductTool = deed({
  name: 'add_product',
  description: 'Adds a product to the catalogue.',
  input: newProductSchema,
  book: (books, { stock, ...product }, { today, cause }) => {
    if ((product.unit ?? 'u') === 'u' && stock !== undefined && !Number.isInteger(stock)) {
      throw refused('stock', 'must be a whole number of what is sold by the piece')
    }
    const there = stock === undefined ? undefined : thousandths(stock)
    return addProduct(books, { ...product, stock: there, day: today, cause })
  },
  show: showProduct,
})

export const changeProductTool = deed({
  name: 'change_product',
  description: 'Changes the name, price or cost of a product, or gives it one more name.',
  input: productChangeSchema.safeExtend({ product: z.string().min(1).max(200) }),
  async book(books, { product, low_stock: low, ...change }, { today, cause }) {
    const said = [low, ...Object.values(change)]
    if (said.every((one) => one === undefined)) throw refused('body', 'must change something')
    const { id } = await productMeant(books, product)
    const lowStock = typeof low === 'number' ? thousandths(low) : low
    await changeProduct(books, { ...change, product: id, lowStock, day: today, cause })
    return id
  },
  show: showProduct,
})

export const retireProductTool = deed({
  name: 'retire_product',
  isMoneyless: true,
  description: 'Takes a product out of the catalogue; its name is free for another.',
  input: z.strictObject({ product: z.string().min(1).max(200) }),
  async book(books, { product }, { today, cause }) {
    const { id } = await productMeant(books, product)
    await retireProduct(books, { product: id, day: today, cause })
    return id
  },
  show: showProduct,
})

export const addCustomerTool = deed({
  name: 'add_customer',
  isMoneyless: true,
  description: 'Adds a customer.',
  input: customerNameSchema,
  book: (books, { name }) => newCustomer(books, name),
  show: showCustomer,
})

export const changeCustomerTool = deed({
  name: 'change_customer',
  isMoneyless: true,
  description: "Corrects a customer's name.",
  input: customerNameSchema.extend({ id: z.string() }),
  async book(books, { id: text, name }) {
    const { id } = await customerMeant(books, text)
    await renameCustomer(books, id, name)
    return id
  },
  show: showCustomer,
})
