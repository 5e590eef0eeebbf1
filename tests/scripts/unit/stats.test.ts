import { expect, it } from 'vitest'
import { statsPage, statsTable } from '../../../scripts/terminal/stats.ts'
import type { Shop } from '../../../scripts/terminal/stats.ts'

const shop = (change: Partial<Shop['stats']> = {}): Shop => ({
  slug: 'mundo-joyas',
  name: 'Mundo Joyas',
  stats: {
    from: null,
    to: null,
    currency: 'ARS',
    products: 12,
    sales: 128,
    revenue: 51_230_050,
    cost: 23_010_000,
    expenses: 3_000_000,
    profit: 25_220_050,
    purchases: 0,
    payments: 50_000,
    owed: 120_000,
    best_sellers: [
      { product: '1', name: 'pulsera dorada', quantity: 40, revenue: 8_000_000, cost: 3_000_000 },
      { product: '2', name: 'queso', quantity: 2.5, revenue: 900_000, cost: 0 },
    ],
    expenses_by_category: [{ category: 'luz', amount: 3_000_000 }],
    ...change,
  },
})

it('shows one shop as a page', () => {
  expect(statsPage(shop())).toBe(
    `
Mundo Joyas (mundo-joyas), since the first booking
──────────────────────────────────────────────────
  Sales                128    $ 512.300,50
  What they had cost         -$ 230.100,00
  Expenses                    -$ 30.000,00
  Profit                      $ 252.200,50
  Purchases                         $ 0,00
  Paid of debts                   $ 500,00
  Owed now                      $ 1.200,00
  Products              12

Sold best
  pulsera dorada    40   $ 80.000,00   $ 50.000,00 earned
  queso            2.5    $ 9.000,00    $ 9.000,00 earned

Spent on
  luz   $ 30.000,00`.slice(1),
  )
  const empty = shop({ from: '2026-03-01', best_sellers: [], expenses_by_category: [] })
  expect(statsPage(empty)).toMatch(/^Mundo Joyas \(mundo-joyas\), 2026-03-01 to today\n─+\n/)
  expect(statsPage(empty)).not.toMatch(/Sold best|Spent on/)
})

it('shows many shops, a line each, figures to the right', () => {
  expect(statsTable([shop(), { ...shop({ currency: 'USD' }), slug: 'x', name: 'X' }])).toBe(
    `
SLUG         BUSINESS     SALES           REVENUE         EXPENSES            PROFIT            OWED
mundo-joyas  Mundo Joyas    128  $ 512.300,50 ARS  $ 30.000,00 ARS  $ 252.200,50 ARS  $ 1.200,00 ARS
x            X              128   $512,300.50 USD   $30,000.00 USD   $252,200.50 USD   $1,200.00 USD`.slice(
      1,
    ),
  )
})
