import { describe, expect, it } from 'vitest'
import { bookFindings } from '../../../scripts/chaos/verify-books.ts'
import type { TenantBooks } from '../../../scripts/chaos/verify-books.ts'

type Sale = TenantBooks['sales'][number]

const sale = (networkId: string | null, quantity: number): Sale => ({
  networkId,
  quantity: quantity * 1000,
  moved: -quantity * 1000,
  total: quantity * 1000,
  cost: quantity * 400,
})

describe('what chaos looks for in the books', () => {
  const sold = [
    { tenant: 3, id: 'A', quantity: 2 },
    { tenant: 3, id: 'B', quantity: 1 },
  ]
  const kinds = (sales: readonly Sale[], stock: number): readonly string[] =>
    bookFindings({ sold }, { tenant: 3, sales, stock: stock * 1000 }).map(({ kind }) => kind)

  it('is nothing when each sale is booked once', () => {
    expect(kinds([sale('A', 2), sale('B', 1)], 99_997)).toEqual([])
  })

  it.each<[string, readonly Sale[], number, readonly string[]]>([
    ['lost', [sale('A', 2)], 99_998, ['lost booking', 'wrong books']],
    [
      'doubled',
      [sale('A', 2), sale('A', 2), sale('B', 1)],
      99_995,
      ['doubled booking', 'wrong books'],
    ],
    ['of another quantity', [sale('A', 3), sale('B', 1)], 99_996, ['wrong books', 'wrong books']],
    ['of another price', [{ ...sale('A', 2), total: 1 }, sale('B', 1)], 99_997, ['wrong books']],
    [
      "nobody's",
      [sale('A', 2), sale('B', 1), sale(null, 1)],
      99_996,
      ['wrong books', 'wrong books'],
    ],
    ['not taken from the stock', [sale('A', 2), sale('B', 1)], 100_000, ['wrong books']],
  ])('finds a sale that is %s', (_what, sales, stock, expected) => {
    expect(kinds(sales, stock)).toEqual(expected)
  })
})
