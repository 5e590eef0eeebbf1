import * as z from 'zod'
import { momentAt } from '../../../../common/domain/hours.ts'
import { formatMoney, localeOf } from '../../../../common/domain/money.ts'
import type { Attendance, CustomerMessage, ReadGround } from '../../vertical.ts'
import { currencyOf } from '../currency.ts'
import { listProducts } from '../ledger/products.ts'
import type { Product } from '../ledger/products.ts'
import { openQuestion } from '../ledger/questions.ts'
import { answerTo } from './answer.ts'
import { NO_TALK } from './asks.ts'
import type { Ask, Talk } from './asks.ts'
import { readCustomer } from './read.ts'
import { customersLanguage } from './languages.ts'
import type { Shown } from './replies.ts'
import { talkAfter } from './talk.ts'

/** What was said longer ago is another conversation. */
const LIFETIME = 12 * 3_600_000

const keptSchema = z.object({
  at: z.number(),
  talk: z.object({
    menu: z.array(z.string()),
    about: z.enum(['price', 'available', 'order', 'hours']).optional(),
    isAsked: z.boolean(),
    isOffered: z.boolean(),
    isLost: z.boolean(),
    isGreeted: z.boolean(),
    shown: z.number(),
  }),
})

/**
 * Answers what a customer asks of the shop: what there is, what it costs, when it is open. It only
 * reads, and of products only what anybody may know.
 * @returns undefined in a language that is not spoken here
 */
export async function attend(
  { chat, text, business, isWelcomed }: CustomerMessage,
  ground: ReadGround,
): Promise<Attendance | undefined> {
  const language = await customersLanguage(business.language)
  if (!language) return undefined
  const [products, kept, currency] = await Promise.all([
    listProducts(ground),
    openQuestion(ground, chat),
    currencyOf(ground, business),
  ])
  const now = momentAt(ground.clock.now(), business.timezone)
  const before = talkIn(kept, ground.clock.now())
  const talk = isWelcomed ? { ...before, isGreeted: true } : before
  const counter = { phrases: language.phrases, products, today: now.day, talk }
  const asks = knowable(readCustomer(text, counter), business.hours !== null, talk)
  const locale = localeOf(business.language, currency)
  const money = (minor: number): string => formatMoney(minor, currency, locale)
  const answer = answerTo(asks, {
    replies: language.replies,
    business: business.business_name,
    products: products.map((one) => shownOf(one, money, business.features.inventory_enabled)),
    hours: business.hours,
    now,
    talk,
  })
  const ids = products.map(({ id }) => id)
  return {
    texts: answer === undefined ? [] : [answer],
    wantsPerson: asks.some(({ ask }) => ask === 'person'),
    memory: JSON.stringify({ at: ground.clock.now(), talk: talkAfter(asks, talk, ids) }),
  }
}

function talkIn(kept: string | undefined, now: number): Talk {
  const read = kept === undefined ? undefined : keptSchema.safeParse(JSON.parse(kept))
  if (!read?.success || now - read.data.at > LIFETIME) return NO_TALK
  return { ...read.data.talk, about: read.data.talk.about }
}

/** Hours that nobody has written down are not known, and that is said once. */
function knowable(asks: readonly Ask[], knowsHours: boolean, { isLost }: Talk): readonly Ask[] {
  const isTime = ({ ask }: Ask): boolean => ask === 'hours' || ask === 'open'
  if (knowsHours || !asks.some(isTime)) return asks
  const others = asks.filter((ask) => !isTime(ask) && ask.ask !== 'not-known')
  return others.length === 0 && isLost ? [] : [...others, { ask: 'not-known' }]
}

const shownOf = (
  { id, name, unit, price, stock }: Product,
  money: (minor: number) => string,
  tellsStock: boolean,
): Shown => ({
  id,
  name,
  unit,
  price: price === null ? undefined : money(price),
  isThere: tellsStock && stock !== undefined ? stock > 0 : undefined,
})
