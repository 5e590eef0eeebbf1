import { folded } from '../../../../common/kit/folded.ts'
import type { BodyParts } from './body.ts'
import type { Found, PhraseBook } from './phrases.ts'
import { isWord } from './words.ts'
import { spaced } from './tokens.ts'
import type { Token } from './tokens.ts'

/** A person's name at a place: a word, with titles before and capitalised words behind it. */
export function nameAt(
  tokens: readonly Token[],
  start: number,
  { writing, book }: BodyParts,
): { readonly name: string; readonly end: number } | undefined {
  let end = start
  const { lexicon } = writing
  while (isWord(tokens[end], 'title', lexicon) && isNameable(tokens, end + 1, book)) end += 1
  const token = tokens[end]
  if (token?.kind !== 'word') return undefined
  // `Ana's` is something of hers.
  if (lexicon.possessive?.test(token.word)) return undefined
  const isNumber = Object.hasOwn(lexicon.numbers, token.word)
  const isPhrase = book.at(tokens, end) !== undefined
  if (isNumber || (isPhrase && !isCapital(token))) return undefined
  if (book.at(tokens, end, 'nobody') || book.at(tokens, start, 'nobody')) return undefined
  // `ontm Ana`: what is misspelled before a name is no part of it.
  const isNamed = isCapital(token) || end > start
  end += 1
  const behind = tokens.findIndex(
    (next, place) => place >= end && !(isCapital(next) && next.kind === 'word'),
  )
  if (isNamed) end = behind === -1 ? tokens.length : behind
  const words = tokens.slice(start, end)
  const from = isWord(words[0], 'the', lexicon) ? 1 : 0
  return {
    name: spaced(words.slice(from)),
    end,
  }
}

/**
 * Who something was sold to: behind `a`, or behind `para` when it is written as a name is; `para
 * regalo` is nobody.
 */
export function buyerAt(
  tokens: readonly Token[],
  place: number,
  parts: BodyParts,
): { readonly name: string; readonly end: number } | undefined {
  const to = parts.book.at(tokens, place, 'to', 'account')
  if (!to || parts.book.at(tokens, place, 'on-credit')) return undefined
  const { lexicon } = parts.writing
  const next = tokens[to.end]
  const isNamed = isCapital(next) || isWord(next, 'title', lexicon)
  const isKnown = parts.customers?.some(({ name }) => folded(name) === next?.word) ?? false
  const isNobody = isWord(tokens[place], 'for-whom', lexicon) && !isNamed && !isKnown
  return isNobody ? undefined : nameAt(tokens, to.end, parts)
}

/** `a un cliente`: whoever it was. */
export function nobodyAt(
  tokens: readonly Token[],
  place: number,
  { book }: BodyParts,
): Found | undefined {
  const to = book.at(tokens, place, 'to')
  return to && book.at(tokens, to.end, 'nobody')
}

/** Whose account something is put on, where that is said before it: `on Ana's tab`. */
export function accountAt(
  tokens: readonly Token[],
  start: number,
  { writing: { lexicon }, book }: BodyParts,
): { readonly name: string; readonly end: number } | undefined {
  const { possessive } = lexicon
  if (!possessive || !isWord(tokens[start], 'onto', lexicon)) return undefined
  const at = tokens.findIndex(({ word }, place) => place > start && possessive.test(word))
  const account = at === -1 ? undefined : book.at(tokens, at + 1, 'their-account')
  const said = tokens.slice(start + 1, at + 1)
  const isName = said.length > 0 && said.every(isPartOfName(lexicon))
  if (!account || !isName) return undefined
  return { name: spaced(said).replace(possessive, ''), end: account.end }
}

const isPartOfName =
  (lexicon: BodyParts['writing']['lexicon']) =>
  (token: Token): boolean =>
    isCapital(token) || isWord(token, 'title', lexicon)

/** Whether a title's bearer may follow: `mi tía gracias` is about the aunt. */
const isNameable = (tokens: readonly Token[], place: number, book: PhraseBook): boolean =>
  tokens[place]?.kind === 'word' &&
  (book.at(tokens, place) === undefined || isCapital(tokens[place]))

/** Whether a word is written as names are. */
export const isCapital = (token: Token | undefined): boolean =>
  token !== undefined && /^\p{Lu}\p{Ll}/u.test(token.text)
