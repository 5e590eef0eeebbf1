import type { Clause } from './clauses.ts'
import type { Span } from './spans.ts'
import type { CustomerWords } from './words.ts'

/** What may stand beside the number of a choice. */
const BESIDE: ReadonlySet<Span['tag']> = new Set([
  'filler',
  'glue',
  'joint',
  'sign',
  'price',
  'order',
  'have',
  'yes',
  'fine',
])

/**
 * What was chosen of a menu: `2`, `la 2`, `la segunda`, `quiero la última`. A number beside a wish
 * says how many, unless an article makes it a choice.
 */
export function chosenOf(
  clause: Clause,
  menu: readonly string[],
  words: CustomerWords,
): string | undefined {
  const [said, ...others] = clause.spans.filter(({ tag }) => !BESIDE.has(tag))
  if (!said || others.length > 0 || said.end - said.start !== 1) return undefined
  const { word = '', kind } = clause.tokens[said.start] ?? {}
  const isBehindArticle = words.articles.has(clause.tokens[said.start - 1]?.word ?? '')
  if (words.last.has(word)) return menu.at(-1)
  const place = kind === 'digits' ? Number(word) - 1 : placeOf(word, words)
  const isChoice = isBehindArticle || !clause.has('order', 'have', 'price')
  return isChoice ? menu[place] : undefined
}

const placeOf = (word: string, { ordinals }: CustomerWords): number =>
  ordinals.findIndex((names) => names.includes(word))
