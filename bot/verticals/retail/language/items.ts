import { newItem } from './body.ts'
import type { Body, BodyParts, Item } from './body.ts'
import { readCredit } from './credit.ts'
import { readDiscount, readTotal } from './discounts.ts'
import { SIGNS, readMoney } from './money.ts'
import type { MoneyRead } from './money.ts'
import { OPENS, behindTimes, isBare, isHalf, isMeasured, isPlural, sameAgainAt } from './nouns.ts'
import { buyerAt, nobodyAt } from './names.ts'
import { jointAt, perOf, readPrice } from './prices.ts'
import type { PhraseBook } from './phrases.ts'
import { readQuantity } from './quantities.ts'
import { isPicture } from './tokens.ts'
import type { Token } from './tokens.ts'

/** Reads what was sold or bought, at what price, to whom. */
export const readBody = (tokens: readonly Token[], parts: BodyParts): Body =>
  new BodyReader(tokens, parts).read()

class BodyReader {
  readonly #tokens: readonly Token[]
  readonly #parts: BodyParts
  readonly #items: Item[] = []
  readonly #left: Token[] = []
  #at = 0
  #current: Item | undefined
  #customer: string | undefined
  #isOnCredit = false
  #paid: MoneyRead | undefined
  #discount: Body['discount']
  #total: MoneyRead | undefined
  #isAbout = false
  #isVague = false

  constructor(tokens: readonly Token[], parts: BodyParts) {
    this.#tokens = tokens
    this.#parts = parts
  }

  read(): Body {
    const steps = [
      () => this.#discounted(),
      () => this.#credit(),
      () => this.#inTotal(),
      () => this.#priced(),
      () => this.#each(),
      () => this.#to(),
      () => this.#sameAgain(),
      () => this.#ranged(),
      () => this.#counted(),
      () => this.#separated(),
      () => this.#passed(),
      () => this.#named(),
    ]
    while (this.#at < this.#tokens.length) {
      const before = this.#at
      if (isPicture(this.#tokens[before])) {
        this.#at += 1
        continue
      }
      for (const step of steps) {
        step()
        if (this.#at > before) break
      }
      if (this.#at > before) continue
      this.#left.push(...this.#tokens.slice(this.#at, this.#at + 1))
      this.#at += 1
    }
    this.#finish()
    return {
      items: this.#items,
      customer: this.#customer,
      isOnCredit: this.#isOnCredit,
      paid: this.#paid,
      discount: this.#discount,
      total: this.#total,
      left: this.#left,
    }
  }

  #phrase = (...tags: Parameters<PhraseBook['at']>[2][]) =>
    this.#parts.book.at(this.#tokens, this.#at, ...tags)

  #finish(): void {
    if (this.#current) this.#items.push(this.#current)
    this.#current = undefined
  }

  #item(): Item {
    this.#current ??= { ...newItem(), isVague: this.#isVague, isAbout: this.#isAbout }
    this.#isVague = false
    this.#isAbout = false
    return this.#current
  }

  #money(place: number): MoneyRead | undefined {
    return readMoney(this.#tokens, place, this.#parts.writing)
  }

  #discounted(): void {
    const read = readDiscount(this.#tokens, this.#at, this.#parts)
    if (!read) return
    this.#discount = read.discount
    this.#at = read.end
  }

  #credit(): void {
    const read = readCredit(this.#tokens, this.#at, this.#parts)
    if (!read || (read.customer !== undefined && this.#customer !== undefined)) return
    this.#customer ??= read.customer
    this.#paid = read.paid ?? this.#paid
    this.#isOnCredit ||= read.isOnCredit
    this.#at = read.end
  }

  /** `a silver one`: no number. */
  #sameAgain(): void {
    const words = sameAgainAt(this.#tokens, this.#at, this.#current, this.#parts)
    if (!words) return
    const named = this.#items.at(-1)?.words.at(-1)
    if (named) words.push(named)
    this.#at += 1
  }

  #inTotal(): void {
    const read = readTotal(this.#tokens, this.#at, this.#parts)
    if (!read) return
    this.#total = read.money
    this.#at = read.end
  }

  #priced(): void {
    const item = this.#current
    if (!item || item.price || (item.words.length === 0 && item.quantity === undefined)) return
    const read = readPrice(this.#tokens, this.#at, item, this.#parts)
    if (!read) return
    item.price = read.price
    this.#at = read.end
  }

  #each(): void {
    const each = this.#phrase('each', 'per-unit')
    const price = this.#current?.price ?? this.#items.at(-1)?.price
    if (!each || !price) return
    // Behind a comma `a kilo` is how much of the next thing.
    if (each.tag === 'per-unit' && (!this.#current || price.means === 'each')) return
    const item = this.#current ?? this.#items.at(-1)
    const per = perOf(this.#tokens, each, this.#parts.writing)
    if (item) item.price = { ...price, means: 'each', per }
    this.#at = each.end
  }

  /** `a Ana`, `para la Lupe`, `a mi mamá`. */
  #to(): void {
    if (this.#phrase('account')) this.#isOnCredit = true
    const name = this.#customer === undefined && buyerAt(this.#tokens, this.#at, this.#parts)
    if (!name) return
    this.#customer = name.name
    this.#at = name.end
    const item = this.#current
    // `2 gorras a Ana por 2400`: what they cost may follow.
    if (!item || !readPrice(this.#tokens, this.#at, item, this.#parts)) this.#finish()
  }

  /** `2 o 3`, `entre 2 y 3`: nobody knows how many. */
  #ranged(): void {
    const { writing, book } = this.#parts
    const between = this.#phrase('between')
    const first = readQuantity(this.#tokens, between?.end ?? this.#at, writing)
    if (!first) return
    const joint = book.at(this.#tokens, first.end, between ? 'separator' : 'or')
    const second = joint && readQuantity(this.#tokens, joint.end, writing)
    if (!second) return
    this.#finish()
    this.#isVague = true
    this.#item()
    this.#at = second.end
  }

  #counted(): void {
    const limit = this.#phrase('more-than')
    if (limit && readQuantity(this.#tokens, limit.end, this.#parts.writing)) {
      this.#finish()
      this.#isVague = true
      this.#at = limit.end
      return
    }
    const about = this.#phrase('about')
    const start = about?.end ?? this.#at
    const joint = jointAt(this.#tokens[start], this.#parts.writing)
    const isTimes = joint === 'times' && this.#current?.quantity === undefined
    const quantity = readQuantity(this.#tokens, isTimes ? start + 1 : start, this.#parts.writing)
    if (!quantity) return
    if (about) this.#isAbout = true
    const item = this.#current
    // `una media`: a sock, and no half of anything.
    if (item?.quantity && item.words.length === 0 && isHalf(quantity, this.#tokens, start)) return
    if (this.#isVague && !item) {
      // `más de 10`: nobody knows how many.
      this.#item()
      this.#at = quantity.end
      return
    }
    const before = this.#tokens[this.#at - 1]?.word ?? ''
    const isMany =
      isTimes ||
      OPENS.has(before) ||
      isPlural(item, this.#parts) ||
      isMeasured(quantity, this.#tokens, this.#parts)
    const isBehind = item && item.words.length > 0 && !item.quantity && !item.isVague && isMany
    if (isBehind) {
      item.quantity = quantity
      item.isEither = !isTimes && !OPENS.has(before) && quantity.unit === undefined
      this.#at = quantity.end
      return
    }
    if (item && item.words.length > 0 && isBare(this.#tokens, quantity.end, this.#parts)) {
      // `2 gorras 1000`: an amount that nothing says what it is.
      const money = this.#money(this.#at)
      if (money && !item.price && !item.quantity?.isArticle) {
        item.price = { money, means: 'bare' }
        this.#at = money.end
        return
      }
    }
    this.#finish()
    this.#item().quantity = quantity
    this.#at = behindTimes(this.#tokens, quantity.end, this.#parts)
  }

  #separated(): void {
    const separator = this.#phrase('separator')
    if (!separator) return
    this.#at = separator.end
    const item = this.#current
    if (item && (item.words.length > 0 || item.quantity !== undefined)) {
      const next = this.#tokens[this.#at]
      const isPrice =
        (jointAt(next, this.#parts.writing) && this.#money(this.#at + 1)) ||
        readPrice(this.#tokens, this.#at, item, this.#parts)?.price.means === 'each'
      // `gorras: 3`
      const isCount = this.#tokens[this.#at - 1]?.word === ':' && !item.quantity
      if (!isPrice && !isCount) this.#finish()
    }
  }

  #passed(): void {
    const some = this.#phrase('some')
    if (some) {
      this.#finish()
      this.#isVague = true
      this.#at = some.end
      return
    }
    const nobody = nobodyAt(this.#tokens, this.#at, this.#parts)
    const filler = nobody ?? this.#phrase('filler', 'of')
    if (!filler) return
    if (filler.tag === 'of' && this.#current?.quantity && this.#current.words.length === 0) {
      this.#current.isOf = true
    }
    const isWithin = filler.tag === 'of' && (this.#current?.words.length ?? 0) > 0
    if (isWithin && this.#tokens[filler.end]?.kind === 'word') {
      const token = this.#tokens[this.#at]
      if (token) this.#item().words.push(token)
    }
    this.#at = filler.end
  }

  #named(): void {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'word' || (SIGNS.has(token.word) && this.#money(this.#at))) return
    if (Object.hasOwn(this.#parts.writing.lexicon.units, token.word)) {
      // `tres panes de a kilo`: how much that is, nobody can say.
      this.#item().isVague = true
      this.#at += 1
      return
    }
    if (this.#current?.price) this.#finish()
    this.#item().words.push(token)
    this.#at += 1
  }
}
