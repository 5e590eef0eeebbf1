import { isCapital, nameAt } from './names.ts'
import type { Shop } from './shop.ts'
import { isPicture } from './tokens.ts'
import type { Token } from './tokens.ts'
import { isWord } from './words.ts'

export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Whether what stands before a verb leaves what it says as it is: nothing, small talk, or whoever
 * did it. `soñé que vendí 2 gorras` is no sale.
 * @param known what is explained already
 */
export function isExplained(before: readonly Token[], shop: Shop, known?: Span): boolean {
  for (let place = 0; place < before.length;) {
    const end = place === known?.start ? known.end : explainedTo(before, place, shop)
    if (end === undefined) return false
    place = end
  }
  return true
}

function explainedTo(before: readonly Token[], place: number, shop: Shop): number | undefined {
  const { book, writing } = shop
  const token = before[place]
  const said = book.at(before, place, 'aside', 'filler', 'separator', 'hello', 'thanks', 'nobody')
  if (said) return said.end
  if (isPicture(token) || token?.kind === 'sign') return place + 1
  const isSomebody = isCapital(token) || isWord(token, 'title', writing.lexicon)
  return isSomebody ? nameAt(before, place, shop)?.end : undefined
}
