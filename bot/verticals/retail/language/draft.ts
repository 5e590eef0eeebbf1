import { priced } from '../ledger/amounts.ts'
import type { Item, Price } from './body.ts'
import type { Question } from './outcome.ts'
import { numberTo, textTo } from './questions.ts'
import { alikeOf, matchProduct, singularOf } from './products.ts'
import type { QuantityRead } from './quantities.ts'
import { minorOf } from './shop.ts'
import type { Article, Shop } from './shop.ts'
import { isWord } from './words.ts'
import { spaced } from './tokens.ts'

/** A line that is understood, as far as it is. */
export interface Drafted {
  readonly product: Article
  readonly quantity: number
  readonly total: number | undefined
  /** Booked only when somebody says that it is so. */
  readonly isOdd: boolean
}

export type DraftedOr = { readonly line: Drafted } | { readonly question: Question } | 'unclear'

/** So many times the usual total, or its inverse, is odd. */
const ODD = 2

/** Makes a line of what was said of one thing, or asks for what is missing. */
export function draftLine(
  item: Item,
  shop: Shop,
  context: { readonly product?: Article | undefined; readonly unit?: string | undefined },
): DraftedOr {
  const { lexicon } = shop.writing
  const words = spaced(item.words)
  if (item.words.some((word) => isWord(word, 'nothing', lexicon))) return 'unclear'
  // A whole sentence is no name: `las que quedaban`.
  if (item.words.some((word) => isWord(word, 'no-name', lexicon))) return 'unclear'
  // `5000 pesos`: an amount, and nobody knows of what.
  const isMoney = lexicon.currency.includes(item.words[0]?.word ?? '')
  if ((words === '' && !context.product) || isMoney) return { question: { ask: 'what-sold' } }
  const found = words === '' ? context.product : productOf(words, item, shop, context.product)
  if (!found) return 'unclear'
  if (!('unit' in found)) return { question: found }
  return lineOf(found, item, shop, context.unit)
}

function productOf(
  words: string,
  item: Item,
  shop: Shop,
  before: Article | undefined,
): Article | Question | undefined {
  const chosen = textTo({ ask: 'create', name: words }, shop)
  if (chosen === NEW) return newArticle(words, shop)
  if (chosen !== undefined) return shop.products.find(({ id }) => id === chosen)
  const match = matchProduct(words, shop.products, shop.writing.lexicon)
  if (match.kind === 'one') return shop.products.find(({ id }) => id === match.id)
  if (match.kind === 'some') {
    const { lexicon } = shop.writing
    const same = before && alikeOf(words, before, shop.products, lexicon)
    if (same !== undefined) return shop.products.find(({ id }) => id === same)
    return { ask: 'which', products: match.ids, words }
  }
  if (match.kind === 'akin') return { ask: 'which-or-create', products: match.ids, words }
  if (item.words.some(({ kind }) => kind !== 'word')) return undefined
  return { ask: 'create', name: words }
}

function lineOf(product: Article, item: Item, shop: Shop, unit: string | undefined): DraftedOr {
  const isPair = item.quantity?.unit === 'pair' && isPaired(item, shop)
  const said = isPair ? undefined : quantityOf(product, item, unit, shop.writing.lexicon.spelling)
  const quantity = numberTo({ ask: 'quantity', product: product.id }, shop) ?? said
  if (quantity === 'unclear') return 'unclear'
  if (quantity === undefined) return { question: { ask: 'quantity', product: product.id } }
  const means = textTo({ ask: 'each-or-total', product: product.id }, shop)
  const price = item.price && { ...item.price, ...(isMeaning(means) && { means }) }
  // What is only now getting its price is booked at it, whatever becomes of the catalogue.
  const usual = product.id.startsWith(`${NEW}:`) ? usualOf({ product, quantity }) : undefined
  const total = price ? totalOf(product, quantity, price, item.quantity?.unit, shop) : usual
  if (total === 'unclear') return 'unclear'
  if (total === 'either') return { question: { ask: 'each-or-total', product: product.id } }
  const isUnsure = item.isAbout || item.quantity?.isUnsure === true
  const line = { product, quantity, total }
  return { line: { ...line, isOdd: isUnsure || isUnsurePrice(item, product) } }
}

/** From so much on (in thousandths) a number behind a thing is for how much, and not how many. */
const MANY = 100_000

/** `1,500`; `coke 2`, which may be how many; `huevos 12`, which may be for how much. */
function isUnsurePrice({ price, quantity, isEither }: Item, { unit }: Article): boolean {
  const isSmall = price?.means === 'bare' && !price.money.isMarked && price.money.thousandths < MANY
  return price?.money.isUnsure === true || (isSmall && !quantity) || (isEither && unit !== 'u')
}

const isMeaning = (means: string | undefined): means is 'each' | 'total' =>
  means === 'each' || means === 'total'

/** The answer that makes a new product of words. */
export const NEW = 'new'

/** A product that is made when it is booked; its id says so. */
function newArticle(words: string, shop: Shop): Article {
  const name = singularOf(words, shop.writing.lexicon)
  const id = `${NEW}:${name}`
  return {
    id,
    name,
    aliases: [],
    unit: 'u',
    price: numberTo({ ask: 'price', product: id }, shop) ?? null,
    stock: undefined,
  }
}

/** In thousandths of the product's unit; undefined when it has to be asked. */
function quantityOf(
  product: Article,
  { quantity, words, isVague, isOf }: Item,
  before: string | undefined,
  { head }: Shop['writing']['lexicon']['spelling'],
): number | 'unclear' | undefined {
  if (isVague || Number.isNaN(quantity?.thousandths)) return undefined
  // What is weighed is never one by itself.
  if (!quantity) {
    const isOne = product.unit === 'u' && !isPlural(words.at(head === 'last' ? -1 : 0)?.word ?? '')
    return isOne ? 1000 : undefined
  }
  if (quantity.thousandths <= 0) return 'unclear'
  const { thousandths } = quantity
  const unit = quantity.unit ?? (isOf && before === product.unit ? before : undefined)
  const isWhole = thousandths % 1000 === 0
  switch (product.unit) {
    case 'u':
      if (unit === 'docena') return isPiece(thousandths * 12)
      return unit === undefined || unit === 'u' || unit === 'pair'
        ? isPiece(thousandths)
        : undefined
    case 'docena': {
      if (unit === 'docena') return thousandths
      const dozens = thousandths / 12
      const isKnown = unit === undefined || unit === 'u' || unit === 'pair'
      return isKnown && isWhole && Number.isInteger(dozens) ? dozens : undefined
    }
    case 'kg':
      // Two cheeses are not two kilos of cheese.
      if (unit === undefined && isWhole) return undefined
      return unit === 'kg' || unit === undefined ? thousandths : undefined
    case 'l':
      return unit === 'l' || unit === undefined ? thousandths : undefined
  }
}

/** A pair of socks is one thing or two. */
const isPaired = ({ words, quantity }: Item, { book }: Shop): boolean =>
  (quantity?.thousandths ?? 0) > 2000 || book.has(words, 'in-pairs')

const isPiece = (thousandths: number): number | undefined =>
  thousandths % 1000 === 0 ? thousandths : undefined

const isPlural = (word: string): boolean => word.length > 3 && word.endsWith('s')

/** What all of it comes to; `either` when an amount can be of one or of all. */
function totalOf(
  product: Article,
  quantity: number,
  { money, means, per }: Price,
  said: QuantityRead['unit'],
  shop: Shop,
): number | 'either' | 'unclear' {
  const amount = minorOf(money.thousandths, shop)
  if (amount === undefined) return 'unclear'
  const whole = amount
  const each = priced(quantity, amount)
  if (means === 'each') return eachOf(product, quantity, amount, per ?? pieceOf(product, said))
  if (quantity === 1000) return whole
  const usual = usualOf({ product, quantity })
  const [preferred, other] = means === 'at' ? [each, whole] : [whole, each]
  if (means === 'times' || means === 'bare') {
    return usual === whole ? whole : usual === each ? each : 'either'
  }
  return other === usual && preferred !== usual ? 'either' : preferred
}

/** `6 huevos a 1 cada uno`: of what is sold by the dozen, each is a piece unless dozens were said. */
const pieceOf = ({ unit }: Article, said: QuantityRead['unit']): QuantityRead['unit'] =>
  unit === 'docena' && said !== 'docena' ? 'u' : unit

/** What so much comes to at an amount for each unit of some kind. */
function eachOf(
  { unit }: Article,
  quantity: number,
  amount: number,
  per: QuantityRead['unit'],
): number | 'unclear' {
  if (per === unit) return priced(quantity, amount)
  if (per === 'u' && unit === 'docena') return priced(quantity * 12, amount)
  if (per === 'docena' && unit === 'u') return Math.round(priced(quantity, amount) / 12)
  return 'unclear'
}

/** What a line would come to at the price of the catalogue. */
export const usualOf = ({ product, quantity }: Pick<Drafted, 'product' | 'quantity'>) =>
  product.price === null ? undefined : priced(quantity, product.price)

/** Whether a sale is too large, too small or too much for what is there, to be booked unasked. */
export function isOddSale(line: Drafted): boolean {
  const usual = usualOf(line)
  const { total, product, quantity } = line
  const isOddTotal =
    total !== undefined &&
    (total === 0 || (usual !== undefined && (total * ODD < usual || total > usual * ODD)))
  return isOddTotal || (product.stock !== undefined && quantity > product.stock)
}
