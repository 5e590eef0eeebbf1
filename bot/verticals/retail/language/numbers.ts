import type { Lexicon } from './lexicon.ts'
import type { Token } from './tokens.ts'

/** A number that was read: in thousandths, so that nothing is lost to binary fractions. */
export interface NumberRead {
  readonly thousandths: number
  /** The place behind it. */
  readonly end: number
  /** Whether its separator could mean thousands as well as a fraction: `1.500`, `1,500`. */
  readonly isUnsure: boolean
  /** Whether it is an article as well: `una`. */
  readonly isArticle: boolean
  /** Whether its end may be an article as well: `cem e uma`. */
  readonly endsInOne: boolean
}

/** How a language, in a country, writes numbers. */
export interface Writing {
  readonly lexicon: Lexicon
  readonly decimal: ',' | '.'
}

const ONE = 1000
const LARGEST = 1e12
const GROUPS = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/

/** @returns thousandths; undefined for digits that are no number, or too large a one */
export function readDigits(
  text: string,
  decimal: ',' | '.',
): { readonly thousandths: number; readonly isUnsure: boolean } | undefined {
  const value = (whole: string, fraction = ''): number | undefined => {
    const read = Number(`${whole.replaceAll(/[.,]/g, '')}${fraction.padEnd(3, '0')}`)
    return fraction.length <= 3 && read <= LARGEST * ONE ? read : undefined
  }
  const sure = (thousandths: number | undefined, isUnsure = false) =>
    thousandths === undefined ? undefined : { thousandths, isUnsure }
  if (/^\d+$/.test(text)) return sure(value(text))
  const grouped = GROUPS.exec(text)
  if (grouped && !text.startsWith('0')) {
    const separators = text.replaceAll(/\d/g, '')
    // A single group behind what the country writes before fractions can be either.
    const isUnsure = separators.length === 1 && separators === decimal
    return sure(value(text), isUnsure)
  }
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  const [whole, fraction] = [text.slice(0, at), text.slice(at + 1)]
  const isGrouped = GROUPS.test(whole) && !whole.includes(text.charAt(at))
  return /^\d+$/.test(whole) || isGrouped ? sure(value(whole, fraction)) : undefined
}

/** Reads the number that begins at a place, in digits, words, or both: `2`, `5 mil`, `1,5k`. */
export function readNumber(
  tokens: readonly Token[],
  start: number,
  writing: Writing,
): NumberRead | undefined {
  const first = tokens[start]
  if (!first) return undefined
  const reader = new Reader(tokens, start, writing)
  return first.kind === 'digits' ? reader.fromDigits() : reader.fromWords()
}

class Reader {
  readonly #tokens: readonly Token[]
  readonly #writing: Writing
  readonly #start: number
  #at: number

  constructor(tokens: readonly Token[], start: number, writing: Writing) {
    this.#tokens = tokens
    this.#start = start
    this.#at = start
    this.#writing = writing
  }

  fromDigits(): NumberRead | undefined {
    const read = readDigits(this.#tokens[this.#at]?.text ?? '', this.#writing.decimal)
    if (!read) return undefined
    this.#at += 1
    const times = this.#multiplier()
    if (times === undefined) return this.#done(read.thousandths, read.isUnsure)
    // `1.500 mil` would be a million and a half, or one and a half thousand.
    const whole = this.#andHalf(read.thousandths * times, times)
    const rest = times === 1000 ? this.#smaller(times) : 0
    return this.#done(whole + rest * ONE, read.isUnsure)
  }

  fromWords(): NumberRead | undefined {
    const isArticle = this.#value() === 1
    let total = 0
    let isRead = false
    for (const times of [1_000_000, 1000]) {
      const before = this.#at
      const group = this.#group()
      if ((group !== undefined || this.#mayStandAlone()) && this.#multiplierIs(times)) {
        total = this.#andHalf((total + (group ?? 1) * times) * ONE, times) / ONE
        isRead = true
        this.#skipAnd()
        continue
      }
      this.#at = before
    }
    const group = this.#group()
    if (group === undefined && !isRead) return undefined
    if (group === undefined) this.#unskipAnd()
    const isAlone = this.#at === this.#start + 1
    // `dos mil cuatro` may be 2004, or 2400.
    const isShort = isRead && group !== undefined && group < 10 && total % 1_000_000 !== 0
    const number = this.#done((total + (group ?? 0)) * ONE, isShort)
    const last = this.#tokens[this.#at - 1]?.word ?? ''
    const isOne = this.#writing.lexicon.numbers[last] === 1
    return { ...number, isArticle: isArticle && isAlone, endsInOne: isOne && !isAlone }
  }

  /** A number below a thousand. */
  #group(): number | undefined {
    const start = this.#at
    const hundreds = this.#hundreds()
    if (hundreds !== undefined) this.#skipAnd()
    const tens = this.#take((value) => value >= 20 && value < 100 && value % 10 === 0)
    if (tens !== undefined) {
      const before = this.#at
      const { areTensBare } = this.#writing.lexicon
      if (this.#isAnd() && !areTensBare) this.#at += 1
      const unit =
        this.#at > before || areTensBare
          ? this.#take((value) => value >= 1 && value < 10)
          : undefined
      if (unit === undefined) this.#at = before
      return (hundreds ?? 0) + tens + (unit ?? 0)
    }
    const small = this.#take((value) => value < 100)
    if (small !== undefined) return (hundreds ?? 0) + small
    if (hundreds === undefined) this.#at = start
    else this.#unskipAnd()
    return hundreds
  }

  /** `duzentos`, `two hundred`. */
  #hundreds(): number | undefined {
    const whole = this.#take((value) => value >= 100 && value < 1000)
    if (whole !== undefined) return whole
    const { hundred } = this.#writing.lexicon
    const before = this.#at
    const times = this.#take((value) => value > 0 && value < 100)
    if (times !== undefined && hundred.includes(this.#tokens[this.#at]?.word ?? '')) {
      this.#at += 1
      return times * 100
    }
    this.#at = before
    return undefined
  }

  /** What is said behind `mil`: `2 mil 500`, `cinco mil quinientos`. */
  #smaller(times: number): number {
    const before = this.#at
    this.#skipAnd()
    const token = this.#tokens[this.#at]
    if (token?.kind === 'digits') {
      const read = readDigits(token.text, this.#writing.decimal)
      if (read && read.thousandths < times * ONE && read.thousandths >= 100 * ONE) {
        this.#at += 1
        return read.thousandths / ONE
      }
      this.#at = before
      return 0
    }
    const group = this.#group()
    if (group === undefined || group < 100) this.#at = before
    return group !== undefined && group >= 100 ? group : 0
  }

  #andHalf(thousandths: number, times: number): number {
    const { lexicon } = this.#writing
    const [and, half] = [this.#tokens[this.#at], this.#tokens[this.#at + 1]]
    if (!and || !half || !lexicon.and.includes(and.word) || !lexicon.half.includes(half.word)) {
      return thousandths
    }
    this.#at += 2
    return thousandths + (times * ONE) / 2
  }

  #multiplier(): number | undefined {
    for (const times of [1000, 1_000_000]) if (this.#multiplierIs(times)) return times
    return undefined
  }

  #multiplierIs(times: number): boolean {
    const { thousand, million } = this.#writing.lexicon
    const words = times === 1000 ? thousand : million
    if (!words.includes(this.#tokens[this.#at]?.word ?? '')) return false
    this.#at += 1
    return true
  }

  /** `mil` is a thousand by itself; `lucas` may be somebody's name. */
  #mayStandAlone(): boolean {
    const { thousand, million } = this.#writing.lexicon
    return [thousand[0], million[0]].includes(this.#tokens[this.#at]?.word ?? '')
  }

  #take(fits: (value: number) => boolean): number | undefined {
    const value = this.#value()
    if (value === undefined || !fits(value)) return undefined
    this.#at += 1
    return value
  }

  #value(): number | undefined {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'word') return undefined
    const { numbers } = this.#writing.lexicon
    return Object.hasOwn(numbers, token.word) ? numbers[token.word] : undefined
  }

  #isAnd = (): boolean => this.#writing.lexicon.and.includes(this.#tokens[this.#at]?.word ?? '')

  #skipAnd(): void {
    if (this.#writing.lexicon.andEverywhere && this.#isAnd()) this.#at += 1
  }

  #unskipAnd(): void {
    const before = this.#tokens[this.#at - 1]?.word ?? ''
    if (this.#writing.lexicon.andEverywhere && this.#writing.lexicon.and.includes(before)) {
      this.#at -= 1
    }
  }

  #done = (thousandths: number, isUnsure: boolean): NumberRead => ({
    thousandths,
    end: this.#at,
    isUnsure,
    isArticle: false,
    endsInOne: false,
  })
}
