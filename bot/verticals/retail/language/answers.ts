import type { PhraseTag } from './lexicon.ts'
import { readMoney } from './money.ts'
import { nameAt } from './names.ts'
import type { Question } from './outcome.ts'
import { matchProduct } from './products.ts'
import { readQuantity } from './quantities.ts'
import { NEW } from './draft.ts'
import { minorOf } from './shop.ts'
import type { Answer, Shop } from './shop.ts'
import { spaced, tokensOf } from './tokens.ts'
import type { Token } from './tokens.ts'

/** What somebody says to a question. */
export type Said =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The message that was asked about, said in another way. */
  | { readonly kind: 'instead'; readonly text: string }
  /** It leads nowhere: ask once more. */
  | { readonly kind: 'again' }
  | { readonly kind: 'dropped' }

/**
 * Understands an answer; undefined for what is none, which is a message of its own.
 * @param about the message that the question is about
 */
export function readAnswer(
  question: Question,
  text: string,
  about: string,
  shop: Shop,
): Said | undefined {
  const tokens = bare(tokensOf(text), shop)
  if (isAll(tokens, shop, 'no')) return { kind: 'dropped' }
  switch (question.ask) {
    case 'which':
    case 'which-or-create':
      return whichOf(tokens, question.products, shop)
    case 'create':
      return isAll(tokens, shop, 'yes') ? answer(NEW) : undefined
    case 'confirm':
      return isAll(tokens, shop, 'yes') ? answer('yes') : undefined
    case 'quantity':
      return quantityOf(tokens, question.product, shop)
    case 'each-or-total':
      return meaningOf(tokens, shop)
    case 'total':
      return totalOf(tokens, question.amounts, shop)
    case 'price':
    case 'amount':
      return amountOf(tokens, shop)
    case 'category':
      return categoryOf(tokens, shop)
    case 'customer':
      return customerOf(tokensOf(text), shop)
    case 'what-items':
      return instead(tokens, shop, about, ['a-sale', 'a-purchase'])
    case 'what':
      return instead(tokens, shop, about, ['an-expense'])
    case 'expense-or-product':
      return expenseOf(tokens, about, shop)
    case 'date':
    case 'debt':
    case 'exists':
    case 'name':
    case 'overpaid':
    case 'return':
    case 'what-paid':
    case 'what-sold':
      return undefined
  }
}

const answer = (value: Answer): Said => ({ kind: 'answer', answer: value })

/** Without what only leads up to an answer, and what ends it. */
function bare(tokens: readonly Token[], { book }: Shop): readonly Token[] {
  let from = 0
  for (;;) {
    const said =
      book.at(tokens, from, 'was') ??
      (from + 1 < tokens.length ? book.at(tokens, from, 'filler', 'separator') : undefined)
    if (!said || said.end >= tokens.length) break
    from = said.end
  }
  let to = tokens.length
  while (to > from + 1 && book.at(tokens, to - 1, 'separator')) to -= 1
  return tokens.slice(from, to)
}

const isAll = (tokens: readonly Token[], { book }: Shop, ...tags: PhraseTag[]): boolean =>
  tokens.length > 0 && book.at(tokens, 0, ...tags)?.end === tokens.length

const PLACES = ['first', 'second', 'third'] as const

/** `2`, `el 2`, `la segunda`: the place in a menu, from 1; undefined for anything else. */
function placeIn(tokens: readonly Token[], shop: Shop): number | undefined {
  const ordinal = PLACES.findIndex((tag) => isAll(tokens, shop, tag))
  if (ordinal !== -1) return ordinal + 1
  const [only] = tokens
  return tokens.length === 1 && only && /^\d{1,2}$/.test(only.text) ? Number(only.text) : undefined
}

function whichOf(
  tokens: readonly Token[],
  products: readonly string[],
  shop: Shop,
): Said | undefined {
  const place = placeIn(tokens, shop)
  if (place !== undefined) {
    const chosen = products[place - 1]
    return chosen === undefined ? { kind: 'again' } : answer(chosen)
  }
  const options = shop.products.filter(({ id }) => products.includes(id))
  const match = matchProduct(spaced(tokens), options, shop.writing.lexicon)
  return match.kind === 'one' ? answer(match.id) : undefined
}

function quantityOf(tokens: readonly Token[], product: string, shop: Shop): Said | undefined {
  const quantity = readQuantity(tokens, 0, shop.writing)
  if (!quantity || quantity.end !== tokens.length) return undefined
  const unit = shop.products.find(({ id }) => id === product)?.unit ?? 'u'
  const isOther = quantity.unit !== undefined && quantity.unit !== unit
  const isPart = unit === 'u' && quantity.thousandths % 1000 !== 0
  if (isOther || isPart || !(quantity.thousandths > 0)) return { kind: 'again' }
  return answer(quantity.thousandths)
}

/** The menu has each first, and all of them second. */
function meaningOf(tokens: readonly Token[], shop: Shop): Said | undefined {
  const place = placeIn(tokens, shop)
  if (place === 1 || isAll(tokens, shop, 'each', 'per-unit')) return answer('each')
  if (place === 2 || isAll(tokens, shop, 'all-of-them', 'in-total')) return answer('total')
  return place === undefined ? undefined : { kind: 'again' }
}

function totalOf(
  tokens: readonly Token[],
  amounts: readonly number[],
  shop: Shop,
): Said | undefined {
  const place = placeIn(tokens, shop)
  const chosen = place === undefined ? undefined : amounts[place - 1]
  if (chosen !== undefined) return answer(chosen)
  const money = readMoney(tokens, 0, shop.writing)
  if (!money || money.end !== tokens.length) return undefined
  const minor = minorOf(money.thousandths, shop)
  return minor !== undefined && amounts.includes(minor) ? answer(minor) : { kind: 'again' }
}

function amountOf(tokens: readonly Token[], shop: Shop): Said | undefined {
  const from = shop.book.at(tokens, 0, 'at', 'for') ? 1 : 0
  const money = readMoney(tokens, from, shop.writing)
  if (!money || money.end !== tokens.length) return undefined
  const minor = minorOf(money.thousandths, shop)
  return minor === undefined || minor <= 0 || money.isUnsure ? { kind: 'again' } : answer(minor)
}

/** `luz`, `en la luz`; what tells of something else that happened is no category. */
function categoryOf(tokens: readonly Token[], shop: Shop): Said | undefined {
  const words = tokens.slice(shop.book.behind(tokens, 0, 'for', 'of', 'filler', 'to'))
  const isPlain = words.every(({ kind }) => kind === 'word')
  return words.length > 0 && words.length <= 3 && isPlain && !tellsOfMore(words, shop)
    ? answer(spaced(words))
    : undefined
}

const tellsOfMore = (tokens: readonly Token[], { book }: Shop): boolean =>
  book.has(tokens, 'sold', 'spent', 'paid', 'bought', 'hello', 'help', 'question')

function customerOf(tokens: readonly Token[], shop: Shop): Said | undefined {
  const from = shop.book.at(tokens, 0, 'to', 'of')?.end ?? 0
  const named = nameAt(tokens, from, shop)
  return named?.end === tokens.length && !tellsOfMore(tokens, shop) ? answer(named.name) : undefined
}

const VERB: Readonly<Partial<Record<PhraseTag, PhraseTag>>> = {
  'a-sale': 'sold',
  'a-purchase': 'bought',
  'an-expense': 'spent',
}

/** The message again, with the verb that was missing. */
function instead(
  tokens: readonly Token[],
  shop: Shop,
  about: string,
  kinds: readonly PhraseTag[],
): Said | undefined {
  const place = placeIn(tokens, shop)
  const kind =
    place === undefined ? kinds.find((tag) => isAll(tokens, shop, tag)) : kinds[place - 1]
  if (!kind) return place === undefined ? undefined : { kind: 'again' }
  return { kind: 'instead', text: `${verbOf(kind, shop)} ${about}` }
}

const verbOf = (kind: PhraseTag, { writing }: Shop): string =>
  writing.lexicon.phrases[VERB[kind] ?? 'sold'][0] ?? ''

/** `compré cartulinas por 800` was no purchase for the shop. */
function expenseOf(tokens: readonly Token[], about: string, shop: Shop): Said | undefined {
  const place = placeIn(tokens, shop)
  const isExpense = place === 1 || isAll(tokens, shop, 'an-expense')
  if (!isExpense) return undefined
  const said = tokensOf(about)
  const at = said.findIndex((_, index) => shop.book.at(said, index, 'bought'))
  const verb = at === -1 ? undefined : shop.book.at(said, at, 'bought')
  if (!verb) return undefined
  const rest = spaced(said.slice(verb.end))
  return { kind: 'instead', text: `${verbOf('an-expense', shop)} ${rest}` }
}
