import type { Clause } from './clauses.ts'
import type { Subjects } from './lexicon.ts'
import { matchProduct } from './products.ts'
import { readQuantity } from './quantities.ts'
import type { Shop } from './shop.ts'
import { spaced } from './tokens.ts'
import type { Token } from './tokens.ts'
import { isWord } from './words.ts'

/**
 * What verbs say, by who stands before them, in languages whose verbs do not show who did it: `paid
 * 50` is an expense, `Ana paid 50` is a payment, `John sold 2 caps` is no deed of the shop.
 */
export function withSubjects(clauses: readonly Clause[], shop: Shop): readonly Clause[] {
  const { subjects } = shop.writing.lexicon
  if (!subjects) return clauses
  let before: Subject = 'nobody'
  return clauses.map((clause) => {
    const said = subjectOf(clause, shop)
    // `Ana bought 2 mugs and paid 12`: she did both.
    const isHers = said === 'nobody' && before === 'somebody'
    before = isHers ? before : said
    const one = withSubject(clause, before, subjects)
    return isHers && one.deed === 'was-paid' ? { ...one, mood: one.mood ?? 'hearsay' } : one
  })
}

function withSubject(clause: Clause, who: Subject, { others, notMe }: Subjects): Clause {
  const { deed } = clause
  if (!deed) return clause
  if (who !== 'somebody') return notMe.includes(deed) ? { ...clause, deed: undefined } : clause
  if (!Object.hasOwn(others, deed)) return clause
  const meant = others[deed]
  return meant === 'hearsay'
    ? { ...clause, mood: clause.mood ?? 'hearsay' }
    : { ...clause, deed: meant }
}

type Subject = 'me' | 'somebody' | 'things' | 'nobody'

/** Who stands before a verb: things that are sold are nobody who sells. */
function subjectOf({ before, verb, deed }: Clause, shop: Shop): Subject {
  const { book, writing } = shop
  const { lexicon } = writing
  if (verb.some((word) => isWord(word, 'me', lexicon))) return 'me'
  const said = book.without(lastPart(before, shop), ...ASIDE)
  if (isWord(said.at(-1), 'me', lexicon)) return 'me'
  if (book.has(said, 'nobody')) return 'somebody'
  const left = book.without(said, 'filler').filter(({ kind }) => kind === 'word')
  if (left.length === 0) return 'nobody'
  const isCounted = before.some((_, place) => {
    const quantity = readQuantity(before, place, writing)
    return quantity && !quantity.isArticle
  })
  if (isCounted || book.has(left, 'none-of')) return 'things'
  // A shipment that arrived buys nothing.
  if (deed === 'bought' && !verb.some((word) => isWord(word, 'either-way', lexicon)))
    return 'things'
  const named = left.slice(readQuantity(left, 0, writing)?.end ?? 0)
  const { kind } = matchProduct(spaced(named), shop.products, lexicon)
  return kind === 'one' || kind === 'some' ? 'things' : 'somebody'
}

const ASIDE = ['aside', 'hello', 'thanks', 'unsure', 'instead'] as const

/** What stands behind the last separator. */
function lastPart(tokens: readonly Token[], { book }: Shop): readonly Token[] {
  const at = tokens.findLastIndex((_, place) => book.at(tokens, place, 'separator') !== undefined)
  return tokens.slice(at + 1)
}
