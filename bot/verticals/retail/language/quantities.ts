import type { UnitWord } from './lexicon.ts'
import { readNumber } from './numbers.ts'
import type { Writing } from './numbers.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

/** How much of something was said, in thousandths of the unit. */
export interface QuantityRead {
  readonly thousandths: number
  /** Undefined when none was said. */
  readonly unit: UnitWord['unit'] | undefined
  readonly end: number
  readonly isUnsure: boolean
  /** Whether it is only an article: `una pulsera`. */
  readonly isArticle: boolean
}

const ONE = 1000

/**
 * Reads how much of something there is: `2`, `medio kilo`, `kilo y medio`, `2 docenas y media`,
 * `300 g`, `tres cuartos de kilo`, `1 1/2 kilo`. `1/3` is known to be said, and not a number here.
 */
export function readQuantity(
  tokens: readonly Token[],
  start: number,
  writing: Writing,
): QuantityRead | undefined {
  const fraction = readFraction(tokens, start, writing)
  if (fraction) return fractionOf(tokens, fraction, writing)
  const unitAlone = unitAt(tokens, start, writing)
  if (unitAlone) {
    // `kilo y medio`, `docena de huevos`; of other units nobody says one without saying so.
    const part = andPart(tokens, start + 1, writing)
    const isOne = unitAlone.unit === 'docena' || unitAlone.unit === 'pair'
    if (!part && !isOne) return undefined
    return quantity(ONE + (part?.thousandths ?? 0), unitAlone, part?.end ?? start + 1)
  }
  const crooked = crookedEnd(tokens, start)
  if (crooked !== undefined) {
    const end = unitAt(tokens, crooked, writing) ? crooked + 1 : crooked
    return { thousandths: Number.NaN, unit: undefined, end, isUnsure: true, isArticle: false }
  }
  const number = readNumber(tokens, start, writing)
  if (!number) return undefined
  // `two and a half kilos`: of pieces there are no halves.
  const halved = andPart(tokens, number.end, writing)
  const unitOfHalf = halved && unitAt(tokens, ofBehind(tokens, halved.end, writing), writing)
  if (halved && unitOfHalf) {
    const end = ofBehind(tokens, halved.end, writing) + 1
    return quantity(number.thousandths + halved.thousandths, unitOfHalf, end)
  }
  const mixed = readFraction(tokens, number.end, writing)
  if (mixed && isWritten(tokens, number.end) && number.thousandths % ONE === 0) {
    return fractionOf(
      tokens,
      { ...mixed, thousandths: number.thousandths + mixed.thousandths },
      writing,
    )
  }
  const unit = unitAt(tokens, number.end, writing)
  if (!unit) return { ...number, unit: undefined }
  const part = andPart(tokens, number.end + 1, writing)
  const read = quantity(
    number.thousandths + (part?.thousandths ?? 0),
    unit,
    part?.end ?? number.end + 1,
  )
  return { ...read, isUnsure: number.isUnsure && unit.size === 1 }
}

const quantity = (thousandths: number, { unit, size }: UnitWord, end: number): QuantityRead => ({
  thousandths: (thousandths * size) / ONE,
  unit,
  end,
  isUnsure: false,
  isArticle: false,
})

interface Fraction {
  readonly thousandths: number
  readonly end: number
}

function fractionOf(
  tokens: readonly Token[],
  { thousandths, end }: Fraction,
  writing: Writing,
): QuantityRead {
  const of = ofBehind(tokens, end, writing)
  const unit = unitAt(tokens, of, writing)
  if (unit) return quantity(thousandths, unit, of + 1)
  const isOfAll = writing.lexicon.areFractionsOfAll === true && thousandths < ONE
  return {
    thousandths: isOfAll ? Number.NaN : thousandths,
    unit: undefined,
    end,
    isUnsure: false,
    isArticle: false,
  }
}

/** The place behind what may stand between a fraction and its unit: `a quarter of a kilo`. */
function ofBehind(tokens: readonly Token[], start: number, { lexicon }: Writing): number {
  let place = start
  while (isWord(tokens[place], 'in-fraction', lexicon)) place += 1
  return place
}

const unitAt = (
  tokens: readonly Token[],
  place: number,
  { lexicon }: Writing,
): UnitWord | undefined => {
  const word = tokens[place]?.word ?? ''
  return Object.hasOwn(lexicon.units, word) ? lexicon.units[word] : undefined
}

/** Whether a fraction is written in digits there: `1/2`. */
const isWritten = (tokens: readonly Token[], place: number): boolean =>
  tokens[place]?.kind === 'digits'

/** `1/2`, `medio`, `un cuarto`, `tres cuartos`. */
function readFraction(
  tokens: readonly Token[],
  start: number,
  writing: Writing,
): Fraction | undefined {
  const { lexicon } = writing
  const [one, two, three] = [tokens[start], tokens[start + 1], tokens[start + 2]]
  if (one?.kind === 'digits' && two?.word === '/' && three?.kind === 'digits') {
    const thousandths = (Number(one.text) * ONE) / Number(three.text)
    return Number.isInteger(thousandths) ? { thousandths, end: start + 3 } : undefined
  }
  if (one && lexicon.half.includes(one.word)) return { thousandths: ONE / 2, end: start + 1 }
  if (one && lexicon.quarter.includes(one.word)) return { thousandths: ONE / 4, end: start + 1 }
  const isOne = one && lexicon.numbers[one.word] === 1
  // `uma meia` may be a sock.
  const isUnit = unitAt(tokens, start + 2, writing) !== undefined
  if (isOne && isUnit && two && lexicon.half.includes(two.word)) {
    return { thousandths: ONE / 2, end: start + 2 }
  }
  const count = one && Object.hasOwn(lexicon.numbers, one.word) ? lexicon.numbers[one.word] : 0
  if (two && lexicon.quarter.includes(two.word) && (count === 1 || count === 3)) {
    return { thousandths: (count * ONE) / 4, end: start + 2 }
  }
  return undefined
}

/** The place behind a fraction that is no whole number of thousandths: `1/3`. */
function crookedEnd(tokens: readonly Token[], start: number): number | undefined {
  const [one, two, three] = [tokens[start], tokens[start + 1], tokens[start + 2]]
  const isOne = one?.kind === 'digits' && two?.word === '/' && three?.kind === 'digits'
  return isOne && Number(three.text) > 0 ? start + 3 : undefined
}

/** `y medio`, `y cuarto`, behind a unit. */
function andPart(tokens: readonly Token[], start: number, writing: Writing): Fraction | undefined {
  if (!writing.lexicon.and.includes(tokens[start]?.word ?? '')) return undefined
  const place = ofBehind(tokens, start + 1, writing)
  const part = readFraction(tokens, place, writing)
  return part && !isWritten(tokens, place) ? part : undefined
}
