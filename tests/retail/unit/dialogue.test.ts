import type { Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'
import { newTenantId } from '../../../common/domain/ids.ts'
import { tenantConfigSchema } from '../../../common/domain/tenant-config.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { readNext } from '../../../bot/verticals/retail/language/dialogue.ts'
import type { Open, Step } from '../../../bot/verticals/retail/language/dialogue.ts'
import { addProduct } from '../../../bot/verticals/retail/ledger/catalogue.ts'
import { sell } from '../../../bot/verticals/retail/ledger/deeds.ts'
import { figures } from '../../../bot/verticals/retail/ledger/figures.ts'
import { listProducts } from '../../../bot/verticals/retail/ledger/products.ts'
import { openQuestion } from '../../../bot/verticals/retail/ledger/questions.ts'
import { latest, takeBack } from '../../../bot/verticals/retail/ledger/take-back.ts'
import type { Books, RetailTables } from '../../../bot/verticals/retail/ledger/tables.ts'
import type { Ground } from '../../../bot/verticals/vertical.ts'
import type { Shop } from '../../../bot/verticals/retail/language/shop.ts'
import { retail } from '../../../bot/verticals/retail/retail.ts'
import { shopOf } from '../../../bot/verticals/retail/shop-of.ts'
import { ManualClock } from '../../bot/helpers/manual-clock.ts'
import { readCorpus } from '../corpus.ts'
import type { Dialogue } from '../corpus.ts'
import { TODAY, languageAt, normalised, notationOf, shopAt } from '../helpers/notation.ts'

const dialogues = readCorpus().filter(({ steps }) => steps.length > 1)

const CHAT = 'rosa'

/** A shop of the corpus whose books are in a database, and an owner who writes to it. */
class Counter {
  readonly books: Books
  readonly #ground: Ground
  readonly #business
  #turns = 0

  private constructor(
    db: Kysely<RetailTables>,
    { language, currency, timezone }: Dialogue['shop'],
  ) {
    const tenantId = newTenantId()
    this.books = { db, tenantId, clock: new ManualClock(Date.parse(`${TODAY}T17:00:00Z`)) }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a bot's database has its tables too
    this.#ground = { ...this.books, db: db as unknown as Ground['db'] }
    const named = { id: tenantId, slug: 'la-tienda', business_name: 'La tienda' }
    this.#business = tenantConfigSchema.parse({
      ...named,
      language,
      currency,
      timezone,
      created_at: `${TODAY}T12:00:00Z`,
    })
  }

  /** @param owed whether somebody owes something already */
  static async open(place: Dialogue['shop'], owed = true): Promise<Counter> {
    const db = queriesOver<RetailTables>(openSqlite(':memory:'))
    await migrate(db, 'vertical:retail', retail.migrations)
    const counter = new Counter(db, place)
    const { products, customers } = shopAt(place)
    const day = TODAY
    for (const { price, ...one } of products) {
      await addProduct(counter.books, { ...one, price: price ?? undefined, cost: 0, day })
    }
    // The catalogue was there always: nobody can undo it.
    const deleted_at = new Date(0).toISOString()
    await db.updateTable('retail_bookings').set({ deleted_at }).execute()
    if (!owed) return counter
    const [first] = await listProducts(counter.books)
    for (const { name, owes } of customers) {
      const item = { product: first?.id ?? '', quantity: 1000, total: owes }
      await sell(counter.books, { items: [item], customer: name, paid: 0, day })
    }
    return counter
  }

  /** What a message is understood as, and what it is answered, once all is done about it. */
  async say(
    text: string,
  ): Promise<{ readonly understood: string; readonly reply: string; readonly shop: Shop }> {
    const message = { turn: this.#turnAfter(), chat: CHAT, text, business: this.#business }
    const shop = await shopOf(this.#business, languageAt(this.#business), this.books)
    const state = await openQuestion(this.books, CHAT)
    const open = state === undefined ? undefined : (JSON.parse(state) as Open)
    const { outcome }: Step = readNext(text, open, shop)
    const act = await retail.assist?.(message, this.#ground)
    const [reply = ''] =
      (await this.#ground.db.transaction().execute(async (db) => await act?.run(db))) ?? []
    return { understood: notationOf(outcome, shop), reply, shop }
  }

  #turnAfter(): string {
    this.#turns += 1
    return `turn ${this.#turns}`
  }

  /** Revenue, profit and stock. */
  async state(): Promise<unknown> {
    const { revenue, expenses, profit } = await figures(this.books)
    const products = await listProducts(this.books)
    return { revenue, expenses, profit, stock: products.map(({ name, stock }) => [name, stock]) }
  }
}

const named = dialogues.map((one) => ({
  ...one,
  says: one.steps.map(({ says }) => says).join(' / '),
}))

describe('a conversation', () => {
  it.each(named)('goes on as meant: $says', async ({ shop, steps }) => {
    const counter = await Counter.open(
      shop,
      steps.some(({ says }) => says.includes('Ana')),
    )
    for (const { says, expected } of steps) {
      const { understood, reply, shop: now } = await counter.say(says)
      const isNothing = reply === languageAt(shop).replies.nothingToUndo
      expect(isNothing ? 'undo nothing' : understood).toBe(normalised(expected, now))
    }
  })

  it('is about sixty of the corpus at least', () => {
    expect(dialogues.length).toBeGreaterThan(60)
  })
})

describe('a correction', () => {
  const place = { language: 'es-AR', currency: 'ARS', timezone: 'America/Argentina/Buenos_Aires' }
  const open = async (): Promise<Counter> => await Counter.open({ ...place, factor: 100 })

  it.each([
    [['vendí 2 gorras', 'no, eran 3'], ['vendí 3 gorras']],
    [['vendí 2 gorras', 'eran 3', 'eran 4, no 3'], ['vendí 4 gorras']],
    [['vendí una pulsera dorada', 'era plateada'], ['vendí una pulsera plateada']],
    [['vendí 2 gorras a 1000', 'no, a 1100'], ['vendí 2 gorras a 1100']],
    [['vendí 2 gorras y un mate', 'eran 3 gorras'], ['vendí 3 gorras y un mate']],
    [['gasté 500 en luz', 'eran 600'], ['gasté 600 en luz']],
    [['vendí 2 gorras', 'cuánto vendí hoy', 'no, eran 3'], ['vendí 3 gorras']],
    [['vendí 2 gorras', 'eran 3', 'deshacer'], []],
    [
      ['vendí 2 llaveros a 500', 'sí', 'eran 3'],
      ['vendí 3 llaveros a 500', 'sí'],
    ],
  ])('%j leaves the books as %j does', async (corrected, plain) => {
    const [one, other] = [await open(), await open()]
    for (const text of corrected) await one.say(text)
    for (const text of plain) await other.say(text)
    expect(await one.state()).toEqual(await other.state())
  })

  it('of what was taken back meanwhile changes nothing and says so', async () => {
    const counter = await open()
    const before = await counter.state()
    await counter.say('vendí 2 gorras')
    for (const { id } of await latest(counter.books)) await takeBack(counter.books, id)
    expect((await counter.say('no, eran 3')).reply).toMatch(/^Eso ya fue anulado/)
    expect(await counter.state()).toEqual(before)
  })
})
