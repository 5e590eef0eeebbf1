/** Quantities are whole thousandths of a unit: 2 is 2000, half a kilo 500. */
export const WHOLE = 1000

/** What a quantity costs at a price of one unit, in minor units; a half is rounded up. */
export const priced = (quantity: number, price: number): number =>
  Math.round((quantity * price) / WHOLE)

/**
 * Spreads an amount over parts by their weights, so that nothing is lost to rounding: what is left
 * over goes to the parts that were cut most, the first of them first.
 * @param weights none of them negative
 */
export function shares(amount: number, weights: readonly number[]): readonly number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  if (whole === 0) return weights.map((_, index) => (index === 0 ? amount : 0))
  const exact = weights.map((weight) => (amount * weight) / whole)
  const parts = exact.map(Math.floor)
  const left = amount - parts.reduce((sum, part) => sum + part, 0)
  const mostCut = exact
    .map((value, index) => ({ index, cut: value - Math.floor(value) }))
    .sort((one, other) => other.cut - one.cut || one.index - other.index)
  for (const { index } of mostCut.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1
  return parts
}
