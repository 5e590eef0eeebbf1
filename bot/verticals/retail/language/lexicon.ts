/**
 * The words of one language, without accents. A phrase may have several words; the longest that fits
 * counts.
 */
export interface Lexicon {
  readonly numbers: Readonly<Record<string, number>>
  readonly thousand: readonly string[]
  readonly million: readonly string[]
  /** Between parts of a number, and between things. */
  readonly and: readonly string[]
  /** Whether that stands between all parts of a number, as in `cento e vinte`. */
  readonly andEverywhere: boolean
  readonly half: readonly string[]
  readonly quarter: readonly string[]
  readonly units: Readonly<Record<string, UnitWord>>
  readonly currency: readonly string[]
  readonly cents: readonly string[]
}

/** A unit as people say it, in units that products have. */
export interface UnitWord {
  readonly unit: 'u' | 'kg' | 'l' | 'docena' | 'pair'
  /** How much it is, in thousandths: a gram is 1 of a kilo. */
  readonly size: number
}
