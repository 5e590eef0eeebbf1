import { readNumber } from './numbers.ts'
import type { Writing } from './numbers.ts'
import { isWord } from './words.ts'
import type { Token } from './tokens.ts'

/** An amount that was said, in thousandths of the currency's unit. */
export interface MoneyRead {
  readonly thousandths: number
  readonly end: number
  readonly isUnsure: boolean
  /** Whether a sign or a word of a currency stood beside it. */
  readonly isMarked: boolean
}

/** Before an amount: `R$ 200`. */
export const SIGNS: ReadonlySet<string> = new Set(['$', 'r', 'us', 'u', '€'])

/** Reads `1500`, `$1.500,50`, `5 lucas`, `diez dólares con cincuenta`, `cincuenta centavos`. */
export function readMoney(
  tokens: readonly Token[],
  start: number,
  writing: Writing,
): MoneyRead | undefined {
  let place = start
  while (SIGNS.has(tokens[place]?.word ?? '') && place - start < 2) place += 1
  const isSigned = tokens[place - 1]?.word === '$' || tokens[place - 1]?.word === '€'
  if (place > start && !isSigned) return undefined
  const number = readNumber(tokens, place, writing)
  if (!number) return undefined
  const { lexicon } = writing
  if (lexicon.cents.includes(tokens[number.end]?.word ?? '')) {
    return {
      thousandths: number.thousandths / 100,
      end: number.end + 1,
      isUnsure: false,
      isMarked: true,
    }
  }
  const isNamed = lexicon.currency.includes(tokens[number.end]?.word ?? '')
  const behind = isNamed ? number.end + 1 : number.end
  const cents = centsBehind(tokens, behind, isNamed ? 'named-cents' : 'and-cents', writing)
  // `por cem e uma caneca`: a hundred and a mug, or a hundred and one.
  const isShared = number.endsInOne && !isNamed && tokens[number.end]?.kind === 'word'
  return {
    thousandths: number.thousandths + (cents?.thousandths ?? 0),
    end: cents?.end ?? behind,
    isUnsure: number.isUnsure || isShared,
    isMarked: isSigned || isNamed || cents !== undefined,
  }
}

/** `con cincuenta`: cents, when it is a number below a hundred and nothing follows that it counts. */
function centsBehind(
  tokens: readonly Token[],
  start: number,
  joint: 'and-cents' | 'named-cents',
  writing: Writing,
): { readonly thousandths: number; readonly end: number } | undefined {
  const { lexicon } = writing
  if (!isWord(tokens[start], joint, lexicon)) return undefined
  const number = readNumber(tokens, start + 1, writing)
  if (!number || number.thousandths < 10_000 || number.thousandths >= 100_000) return undefined
  const isCents = lexicon.cents.includes(tokens[number.end]?.word ?? '')
  const isPercent = isWord(tokens[number.end], 'percent', lexicon)
  if (!isCents && (isPercent || tokens[number.end] !== undefined)) return undefined
  return { thousandths: number.thousandths / 100, end: isCents ? number.end + 1 : number.end }
}
