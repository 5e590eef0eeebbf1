import { folded } from '../../../../common/kit/folded.ts'
import type { Lexicon, Spelling } from './lexicon.ts'
import { isOneOff, soundOf } from './sounds.ts'

/** What a product can be called. */
export interface Named {
  readonly id: string
  readonly name: string
  readonly aliases: readonly string[]
}

/** Which product words can mean. */
export type Match =
  | { readonly kind: 'one'; readonly id: string }
  /** More than one, in the order of the catalogue. */
  | { readonly kind: 'some'; readonly ids: readonly string[] }
  /** Its first word is known, with something else behind it. */
  | { readonly kind: 'akin'; readonly ids: readonly string[] }
  | { readonly kind: 'none' }

/** From so many letters on a word may have one wrong. */
const LONG = 5

interface Part {
  readonly forms: ReadonlySet<string>
  readonly word: string
  /** Behind a `de`: says nothing by itself. */
  readonly isOf: boolean
  /** Whether it is a word of some name as it stands: then it is no other one misspelled. */
  readonly isKnown?: boolean
}

const contentOf = (name: string, spelling: Spelling): readonly Part[] => {
  let isOf = false
  const parts: Part[] = []
  for (const word of folded(name).split(/[^\p{L}\p{N}]+/u)) {
    if (spelling.of.has(word)) isOf = true
    if (word === '' || spelling.small.has(word)) continue
    parts.push({ forms: formsOf(word, spelling), word, isOf })
  }
  return parts
}

/** The singulars that a word can be of. */
const singulars = (word: string, { plurals }: Spelling): readonly string[] => [
  word,
  ...plurals.filter(([ending]) => ending.test(word)).map((plural) => word.replace(...plural)),
]

/** One of what words name in the plural: `llaveros azules` is `llavero azul`. */
export const singularOf = (words: string, { spelling }: Pick<Lexicon, 'spelling'>): string =>
  words
    .split(' ')
    .map((word) => singulars(word, spelling).at(-1) ?? word)
    .join(' ')

const formsOf = (word: string, spelling: Spelling): ReadonlySet<string> =>
  new Set(singulars(word, spelling).map((form) => soundOf(form, spelling)))

type Fit = 'same' | 'gender' | 'close'

/** How well a word that was said fits a word of a name; undefined when it does not. */
function fitOf(said: Part, part: Part, spelling: Spelling): Fit | undefined {
  for (const form of said.forms) if (part.forms.has(form)) return 'same'
  const { gender, diminutive } = spelling
  const neutral = (form: string): string => (gender ? form.replace(gender, '~') : form)
  for (const form of said.forms) {
    for (const other of part.forms) if (neutral(form) === neutral(other)) return 'gender'
  }
  const small = diminutive?.exec(said.word)
  if (small) {
    const stem = soundOf(said.word.slice(0, small.index), spelling)
    for (const other of part.forms) if (stem === other || stem === other.slice(0, -1)) return 'same'
  }
  const isClose = (form: string, other: string): boolean =>
    Math.max(form.length, other.length) >= LONG && isOneOff(form, other)
  const isMisheard = [...said.forms].some((form) =>
    [...part.forms].some((other) => isClose(form, other)),
  )
  // Letters that have changed places sound altogether different: `ngera`.
  const isMistyped = singulars(said.word, spelling).some((form) =>
    singulars(part.word, spelling).some((other) => isClose(form, other)),
  )
  return isMisheard || isMistyped ? 'close' : undefined
}

interface Candidate {
  readonly id: string
  readonly isWhole: boolean
  readonly isClose: boolean
  /** In the same letters, not only in the same sounds. */
  readonly isWritten: boolean
}

/** Finds what product is meant: by all the words that were said, in any order. */
export function matchProduct(
  words: string,
  products: readonly Named[],
  { spelling }: Pick<Lexicon, 'spelling'>,
): Match {
  const said = knownIn(contentOf(words, spelling), products, spelling)
  if (said.length === 0) return { kind: 'none' }
  const candidates = products.flatMap((product) => candidateOf(said, product, spelling) ?? [])
  const sure = candidates.filter(({ isClose }) => !isClose)
  const whole = sure.filter(({ isWhole }) => isWhole)
  // `aros` are no `arroz`, whatever they sound like.
  const written = sure.filter(({ isWritten }) => isWritten)
  const both = whole.filter(({ isWritten }) => isWritten)
  for (const found of [both, written, whole, sure, candidates]) {
    const [only] = found
    if (only && found.length === 1) return { kind: 'one', id: only.id }
    if (found.length > 1) return { kind: 'some', ids: found.map(({ id }) => id) }
  }
  const akin = products
    .filter((product) => isAkin(headOf(said, spelling), product, spelling))
    .map(({ id }) => id)
  return akin.length > 0 ? { kind: 'akin', ids: akin } : { kind: 'none' }
}

/** Kept as long as the product is: a message names several, each looked for among all. */
const kept = new WeakMap<Named, { spelling: Spelling; names: readonly (readonly Part[])[] }>()

function namesOf(product: Named, spelling: Spelling): readonly (readonly Part[])[] {
  const known = kept.get(product)
  if (known?.spelling === spelling) return known.names
  const names = [product.name, ...product.aliases].map((name) => contentOf(name, spelling))
  kept.set(product, { spelling, names })
  return names
}

/** `prata` is no misspelled `preta` where there are rings `de prata`. */
function knownIn(
  said: readonly Part[],
  products: readonly Named[],
  spelling: Spelling,
): readonly Part[] {
  const isKnown = ({ forms }: Part): boolean =>
    products.some((product) =>
      namesOf(product, spelling).some((name) =>
        name.some((part) => [...forms].some((form) => part.forms.has(form))),
      ),
    )
  return said.map((part) => ({ ...part, isKnown: isKnown(part) }))
}

function candidateOf(
  said: readonly Part[],
  product: Named,
  spelling: Spelling,
): Candidate | undefined {
  const fits = namesOf(product, spelling).flatMap((name) => fitIn(said, name, spelling) ?? [])
  const sure = fits.filter((fit) => !fit.isClose)
  const best =
    sure.find((fit) => fit.isWhole && fit.isWritten) ??
    sure.find((fit) => fit.isWritten) ??
    sure.find((fit) => fit.isWhole) ??
    sure[0] ??
    fits[0]
  return best && { id: product.id, ...best }
}

/** Whether every word that was said is in a name, and the other way round. */
function fitIn(
  said: readonly Part[],
  name: readonly Part[],
  spelling: Spelling,
): Omit<Candidate, 'id'> | undefined {
  const left = [...name]
  let isClose = false
  let isWritten = true
  let saysSomething = false
  for (const one of said) {
    const place = bestPlace(one, left, name, spelling)
    if (!place) return undefined
    isClose ||= place.isClose
    isWritten &&= isSpelled(one, place.part, spelling)
    saysSomething ||= !place.part.isOf
    left.splice(left.indexOf(place.part), 1)
  }
  return saysSomething ? { isWhole: left.length === 0, isClose, isWritten } : undefined
}

const isSpelled = (one: Part, other: Part, spelling: Spelling): boolean =>
  singulars(one.word, spelling).some((form) => singulars(other.word, spelling).includes(form))

function bestPlace(
  one: Part,
  left: readonly Part[],
  name: readonly Part[],
  spelling: Spelling,
): { readonly part: Part; readonly isClose: boolean } | undefined {
  for (const wanted of ['same', 'gender', 'close'] as const) {
    for (const part of left) {
      if (wanted === 'close' && one.isKnown) continue
      if (fitOf(one, part, spelling) !== wanted) continue
      // Of the thing itself the gender is part of the meaning: a gorro is no gorra.
      const isHead = part === headOf(name, spelling)
      if (wanted === 'gender' && isHead) continue
      return { part, isClose: wanted === 'close' }
    }
  }
  return undefined
}

/** What says what the thing is: of a name that ends with it, the last word that is behind no `of`. */
const headOf = (parts: readonly Part[], { head }: Spelling): Part | undefined =>
  head === 'last' ? parts.findLast(({ isOf }) => !isOf) : parts[0]

/** Of more than one the one that is the same kind of thing as another: `a gold ring and a silver one`. */
export function alikeOf(
  words: string,
  { name }: Named,
  products: readonly Named[],
  { spelling }: Pick<Lexicon, 'spelling'>,
): string | undefined {
  const kind = headOf(contentOf(name, spelling), spelling)
  const match = kind && matchProduct(`${words} ${kind.word}`, products, { spelling })
  return match?.kind === 'one' ? match.id : undefined
}

/** Whether words say what a thing is, and not only how it is: `gorra roja`, not `roja`. */
export function namesKind(
  words: string,
  product: Named,
  { spelling }: Pick<Lexicon, 'spelling'>,
): boolean {
  const heads = namesOf(product, spelling).map((name) => headOf(name, spelling))
  return contentOf(words, spelling).some((said) =>
    heads.some((head) => {
      const fit = head && fitOf(said, head, spelling)
      return fit === 'same' || fit === 'close'
    }),
  )
}

const isAkin = (head: Part | undefined, product: Named, spelling: Spelling): boolean =>
  head !== undefined &&
  namesOf(product, spelling).some((name) => {
    const other = headOf(name, spelling)
    return other !== undefined && fitOf(head, other, spelling) === 'same'
  })
