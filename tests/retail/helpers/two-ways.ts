import { expect } from 'vitest'
import { changeProduct } from '../../../bot/verticals/retail/ledger/catalogue.ts'
import {
  adjust,
  buy,
  count,
  receive,
  sell,
  spend,
} from '../../../bot/verticals/retail/ledger/deeds.ts'
import type { Books } from '../../../bot/verticals/retail/ledger/tables.ts'
import { takeBack } from '../../../bot/verticals/retail/ledger/take-back.ts'
import type { Deed, Model, Op } from './model.ts'
import { useTool } from './use-tool.ts'

/** How something is booked, and for when. */
export interface Way {
  readonly by: 'chat' | 'api'
  readonly day: string
}

interface World {
  readonly books: Books
  readonly products: readonly string[]
  readonly model: Model
  /** The bookings that stand, as they do in the model. */
  readonly standing: readonly string[]
}

/**
 * Books it by the ledger's own functions, as a chat does, or by tools, as an API does.
 * @returns false when the books refused it, as they have to
 */
export async function bookOne(world: World, op: Op, { by, day }: Way): Promise<boolean> {
  const { books, standing } = world
  if (op.op === 'undo') {
    const id = standing[op.place] ?? ''
    if (by === 'chat') await takeBack(books, id)
    else await useTool(books, 'undo_booking', { id })
    return true
  }
  if (op.op !== 'correct' && by === 'chat') {
    await bookByLedger(world, op, day)
    return true
  }
  const to = op.op === 'correct' ? op.to : op
  const id = op.op === 'correct' ? { id: standing[op.place] } : undefined
  const booked = bookByTool(world, to, id ?? { day })
  if (to.op === 'receive' && to.amount > debtAt(world.model, op, to.customer)) {
    await expect(booked).rejects.toMatchObject({ code: expect.stringMatching(/^(inv|unknown_c)/) })
    return false
  }
  await booked
  return true
}

const debtAt = (model: Model, op: Op, customer: number): number =>
  op.op === 'correct' ? model.debtWithout(op.place, customer) : model.debtOf(customer)

const paidOf = (model: Model, op: Deed & { op: 'sell' }): number | undefined =>
  op.paid === undefined
    ? undefined
    : Math.floor(((model.totalOf(op.items) - op.discount) * op.paid) / 1000)

async function bookByTool(
  { books, products, model }: World,
  op: Deed,
  about: { readonly id: string | undefined } | { readonly day: string },
): Promise<void> {
  const lines = (list: (Deed & { op: 'buy' })['items']) =>
    list.map(({ product, quantity, total }) => ({
      product: products[product],
      quantity: quantity / 1000,
      total,
    }))
  const use = (kind: string, input: object): Promise<unknown> =>
    useTool(books, `${'id' in about ? 'correct' : 'record'}_${kind}`, { ...about, ...input })
  switch (op.op) {
    case 'sell': {
      const { discount, customer } = op
      const paid = paidOf(model, op)
      await use('sale', { lines: lines(op.items), discount, customer: `c${customer}`, paid })
      return
    }
    case 'spend':
      await use('expense', { amount: op.amount, category: `k${op.category}` })
      return
    case 'buy':
      await use('purchase', { lines: lines(op.items) })
      return
    case 'receive':
      await use('payment', { customer: `c${op.customer}`, amount: op.amount })
      return
    case 'count':
    case 'adjust': {
      const input = { product: `p${op.product}`, quantity: op.quantity / 1000, ...about }
      await useTool(books, `${op.op}_stock`, input)
      return
    }
    case 'price':
    case 'cost':
      await useTool(books, 'change_product', { product: `p${op.product}`, [op.op]: op.amount })
  }
}

async function bookByLedger(
  { books, products, model }: World,
  op: Deed,
  day: string,
): Promise<unknown> {
  const id = (index: number): string => products[index] ?? ''
  const real = (list: (Deed & { op: 'buy' })['items']) =>
    list.map(({ product, quantity, total }) => ({ product: id(product), quantity, total }))
  switch (op.op) {
    case 'sell': {
      const { discount, customer } = op
      const sold = { items: real(op.items), discount, customer: `c${customer}`, day }
      return await sell(books, { ...sold, paid: paidOf(model, op) })
    }
    case 'spend':
      return await spend(books, { amount: op.amount, category: `k${op.category}`, day })
    case 'buy':
      return await buy(books, { items: real(op.items), day })
    case 'receive':
      return await receive(books, { customer: `c${op.customer}`, amount: op.amount, day })
    case 'count':
      return await count(books, { product: id(op.product), quantity: op.quantity, day })
    case 'adjust':
      return await adjust(books, { product: id(op.product), quantity: op.quantity, day })
    case 'price':
      return await changeProduct(books, { product: id(op.product), price: op.amount, day })
    case 'cost':
      return await changeProduct(books, { product: id(op.product), cost: op.amount, day })
  }
}
