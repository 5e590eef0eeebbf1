import { folded } from '../../../../common/kit/folded.ts'

/** A piece of what was written. */
export interface Token {
  readonly kind: 'word' | 'digits' | 'sign' | 'odd'
  /** As it was written. */
  readonly text: string
  /** As it is compared: without capitals and accents. */
  readonly word: string
  /** Whether it stands right behind the piece before it. */
  readonly isJoined: boolean
}

const FRACTIONS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '¼': '1/4',
  '¾': '3/4',
  '⅓': '1/3',
}
const INVISIBLE = /\u00AD|[\u200B-\u200F]|\u2060|\p{Variation_Selector}|\p{Emoji_Modifier}/gu
const PIECE = /(\d+(?:[.,]\d+)*)|([\p{L}\p{M}]+(?:['’-]\p{L}[\p{L}\p{M}]*)*)|(\n)|(\S)/gu

/** Takes a text apart into words, digits and signs; what is written in another way is made the same. */
export function tokensOf(text: string): readonly Token[] {
  const plain = text
    .replaceAll(/[½¼¾⅓]/g, (fraction) => ` ${FRACTIONS[fraction] ?? fraction}`)
    .replaceAll(INVISIBLE, '')
    .normalize('NFKC')
  const tokens: Token[] = []
  let end = -1
  for (const match of plain.matchAll(PIECE)) {
    const [piece, digits, word] = match
    const kind = digits === undefined ? (word === undefined ? 'sign' : 'word') : 'digits'
    tokens.push({
      kind,
      text: piece,
      word: folded(piece).replaceAll('’', "'") || piece,
      isJoined: match.index === end,
    })
    end = match.index + piece.length
  }
  return tokens.map((token, index) => (isOdd(tokens, index) ? { ...token, kind: 'odd' } : token))
}

/** Letters amid digits, as in `1e5` or `0x10`, or a point before them, are neither a number nor a word. */
function isOdd(tokens: readonly Token[], index: number): boolean {
  // `.5` may be a half, or five behind a full stop.
  const [point, digits] = [tokens[index - 1], tokens[index]]
  const isPoint = point?.word === '.' && (!point.isJoined || tokens[index - 2]?.kind === 'sign')
  if (isPoint && digits?.kind === 'digits' && digits.isJoined) return true
  const around = [index - 1, index, index + 1].filter((middle) => {
    const [before, one, after] = [tokens[middle - 1], tokens[middle], tokens[middle + 1]]
    return (
      one?.kind === 'word' &&
      one.isJoined &&
      after?.isJoined === true &&
      before?.kind === 'digits' &&
      after.kind === 'digits'
    )
  })
  return around.length > 0
}

/** Whether it is an emoji, which says nothing here. */
export const isPicture = (token: Token | undefined): boolean =>
  token?.kind === 'sign' && /\p{Extended_Pictographic}/u.test(token.text)

/** What was written there, with a blank between all of it. */
export const spaced = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ')
