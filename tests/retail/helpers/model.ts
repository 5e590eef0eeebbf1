import { priced } from '../../../bot/verticals/retail/ledger/amounts.ts'

/** What is booked of a product or a customer, by their place in the model. */
export type Deed =
  | {
      readonly op: 'sell'
      readonly items: readonly { product: number; quantity: number; total?: number }[]
      readonly discount: number
      readonly customer?: number
      /** Of a thousand. */
      readonly paid?: number
    }
  | { readonly op: 'spend'; readonly amount: number; readonly category: number }
  | {
      readonly op: 'buy'
      readonly items: readonly { product: number; quantity: number; total?: number }[]
    }
  | { readonly op: 'receive'; readonly customer: number; readonly amount: number }
  | { readonly op: 'count' | 'adjust'; readonly product: number; readonly quantity: number }
  | { readonly op: 'price' | 'cost'; readonly product: number; readonly amount: number }

/** A deed; or one that stands, by its place, is taken back, or put right. */
export type Op =
  | Deed
  | { readonly op: 'undo'; readonly place: number }
  | { readonly op: 'correct'; readonly place: number; readonly to: Deed }

interface Effect {
  readonly op: Deed['op']
  readonly day: string
  revenue: number
  cost: number
  expenses: number
  readonly moved: Map<number, number>
  readonly debts: Map<number, number>
  /** What had been sold of a product first, and what that had cost. */
  readonly costs: Map<number, { readonly quantity: number; readonly cost: number }>
  readonly changes: { product: number; field: 'price' | 'cost'; before: number; after: number }[]
}

const PRICE = 1999
const COST = 333

/** The same books, kept by adding up what every booking that stands has done. */
export class Model {
  readonly #standing: Effect[] = []
  readonly #prices: number[]
  readonly #costs: number[]

  constructor(products: number) {
    this.#prices = Array.from({ length: products }, (_, index) => PRICE + index)
    this.#costs = Array.from({ length: products }, (_, index) => COST + index)
  }

  priceOf = (product: number): number => this.#prices[product] ?? Number.NaN
  costOf = (product: number): number => this.#costs[product] ?? Number.NaN

  stockOf = (product: number): number => this.#sum(({ moved }) => moved.get(product) ?? 0)
  debtOf = (customer: number): number => this.#sum(({ debts }) => debts.get(customer) ?? 0)

  /** What the days from the first to the last come to. */
  figures(from = '', to = '9') {
    const sum = (of: (effect: Effect) => number): number =>
      this.#sum((one) => (one.day >= from && one.day <= to ? of(one) : 0))
    const sales = sum(({ op }) => (op === 'sell' ? 1 : 0))
    const revenue = sum((one) => one.revenue)
    const cost = sum((one) => one.cost)
    const expenses = sum((one) => one.expenses)
    return { sales, revenue, cost, expenses, profit: revenue - cost - expenses }
  }

  #sum = (of: (effect: Effect) => number): number =>
    this.#standing.reduce((sum, effect) => sum + of(effect), 0)

  /** What the items come to, before any discount. */
  totalOf(items: readonly { product: number; quantity: number; total?: number }[]): number {
    return items.reduce(
      (sum, { product, quantity, total }) =>
        sum + (total ?? priced(quantity, this.priceOf(product))),
      0,
    )
  }

  /** The places of the bookings of a kind that stand; of any kind unless told. */
  placesOf(op?: Deed['op']): readonly number[] {
    return [...this.#standing.keys()].filter(
      (place) => op === undefined || this.#standing[place]?.op === op,
    )
  }

  /** What a customer would owe without a booking. */
  debtWithout = (place: number, customer: number): number =>
    this.debtOf(customer) - (this.#standing[place]?.debts.get(customer) ?? 0)

  /** @param day what is put right stays on its own day */
  do(op: Op, day: string): void {
    if (op.op === 'undo') {
      this.#undo(op.place)
      return
    }
    const before = op.op === 'correct' ? this.#undo(op.place) : undefined
    const deed = op.op === 'correct' ? op.to : op
    const effect: Effect = {
      op: deed.op,
      day: before?.day ?? day,
      costs: new Map(),
      revenue: 0,
      cost: 0,
      expenses: 0,
      moved: new Map(),
      debts: new Map(),
      changes: [],
    }
    this.#apply(deed, effect, before)
    this.#standing.push(effect)
  }

  #apply(op: Deed, effect: Effect, before: Effect | undefined): void {
    const move = (product: number, quantity: number): void => {
      effect.moved.set(product, (effect.moved.get(product) ?? 0) + quantity)
    }
    const set = (field: 'price' | 'cost', product: number, after: number): void => {
      const column = field === 'price' ? this.#prices : this.#costs
      effect.changes.push({ product, field, before: column[product] ?? Number.NaN, after })
      column[product] = after
    }
    switch (op.op) {
      case 'sell': {
        const full = this.totalOf(op.items)
        effect.revenue = full - op.discount
        for (const { product, quantity } of op.items) {
          const then = before?.costs.get(product)
          const cost = then
            ? Math.round((quantity * then.cost) / then.quantity)
            : priced(quantity, this.costOf(product))
          effect.cost += cost
          if (!effect.costs.has(product)) effect.costs.set(product, { quantity, cost })
          move(product, -quantity)
        }
        if (op.customer !== undefined && op.paid !== undefined) {
          const paid = Math.floor((effect.revenue * op.paid) / 1000)
          effect.debts.set(op.customer, effect.revenue - paid)
        }
        break
      }
      case 'spend':
        effect.expenses = op.amount
        break
      case 'buy':
        for (const { product, quantity, total } of op.items) {
          move(product, quantity)
          if (total !== undefined) set('cost', product, Math.round((total * 1000) / quantity))
        }
        break
      case 'receive':
        effect.debts.set(op.customer, -op.amount)
        break
      case 'count':
        move(op.product, op.quantity - this.stockOf(op.product))
        break
      case 'adjust':
        move(op.product, op.quantity)
        break
      case 'price':
      case 'cost':
        set(op.op, op.product, op.amount)
    }
  }

  #undo(place: number): Effect | undefined {
    const [effect] = this.#standing.splice(place, 1)
    for (const { product, field, before, after } of effect?.changes.toReversed() ?? []) {
      const column = field === 'price' ? this.#prices : this.#costs
      if (column[product] === after) column[product] = before
    }
    return effect
  }
}
