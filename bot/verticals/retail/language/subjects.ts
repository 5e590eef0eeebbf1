import type { Clause } from './clauses.ts'
import { matchProduct } from './products.ts'
import { readQuantity } from './quantities.ts'
import type { Shop } from './shop.ts'
import { spaced } from './tokens.ts'
import { isWord } from './words.ts'

/**
 * What a verb says, by who stands before it, in languages whose verbs do not show who did it:
 * `paid 50` is an expense, `Ana paid 50` is a payment, `John sold 2 caps` is no deed of the shop.
 */
export function withSubject(clause: Clause, shop: Shop): Clause {
  const { subjects } = shop.writing.lexicon
  const { deed } = clause
  if (!subjects || !deed) return clause
  const who = subjectOf(clause, shop)
  if (who !== 'somebody') {
    const isOthers = who === 'me' && subjects.notMe.includes(deed)
    return isOthers ? { ...clause, deed: undefined } : clause
  }
  if (!Object.hasOwn(subjects.others, deed)) return clause
  const meant = subjects.others[deed]
  return meant === 'hearsay'
    ? { ...clause, mood: clause.mood ?? 'hearsay' }
    : { ...clause, deed: meant }
}

/** Who stands before a verb: things that were counted are nobody. */
function subjectOf({ before }: Clause, shop: Shop): 'me' | 'somebody' | 'nobody' {
  const { book, writing } = shop
  const said = book.without(before, 'aside', 'separator', 'hello', 'thanks')
  if (isWord(said.at(-1), 'me', writing.lexicon)) return 'me'
  if (book.has(said, 'nobody')) return 'somebody'
  const left = book.without(said, 'filler').filter(({ kind }) => kind === 'word')
  if (left.length === 0) return 'me'
  const isCounted = before.some((_, place) => {
    const quantity = readQuantity(before, place, writing)
    return quantity && !quantity.isArticle
  })
  if (isCounted || book.has(left, 'none-of')) return 'nobody'
  const things = left.slice(readQuantity(left, 0, writing)?.end ?? 0)
  const { kind } = matchProduct(spaced(things), shop.products, writing.lexicon)
  return kind === 'one' || kind === 'some' ? 'nobody' : 'somebody'
}
