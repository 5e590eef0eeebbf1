import * as z from 'zod'
import type { Act, Ground, OwnerMessage, Vertical } from '../vertical.ts'
import { attend } from './customers/attend.ts'
import { currencyOf, currencyWarning, keepCurrencyOfOldBooks } from './currency.ts'
import { readNext } from './language/dialogue.ts'
import type { Open } from './language/dialogue.ts'
import { languageOf, notSpoken } from './language/languages.ts'
import { keepQuestion, openQuestion } from './ledger/questions.ts'
import type { Books } from './ledger/tables.ts'
import { RETAIL_MIGRATIONS } from './migrations/index.ts'
import { settle } from './settle.ts'
import { shopOf } from './shop-of.ts'
import { RETAIL_TOOLS } from './tools/tools.ts'

/** What is open was written by this very build or an older one; what cannot be read is left. */
const openSchema = z.union([
  z.object({
    text: z.string(),
    answers: z.array(z.tuple([z.string(), z.union([z.string(), z.number()])])),
    question: z.looseObject({ ask: z.string() }),
    corrects: z.unknown().optional(),
  }),
  z.object({
    booked: z.object({
      cause: z.string(),
      bookings: z.array(z.looseObject({ do: z.string() })),
    }),
  }),
])

/** A shop's books by chat: owners book, and ask for figures; customers ask for prices and hours. */
export const retail: Vertical = {
  name: 'retail',
  migrations: RETAIL_MIGRATIONS,
  opened: (ground, { currency }) => keepCurrencyOfOldBooks(ground, currency),
  async warnings(ground, { currency }) {
    const kept = await currencyOf(ground, { currency })
    return kept === currency ? [] : [currencyWarning(kept, currency)]
  },
  tools: RETAIL_TOOLS,
  assist,
  attend,
  remember: (ground, chat, memory) => keepQuestion(ground, chat, memory),
}

/** What books, or would when it is answered. */
const NEEDS_CURRENCY: ReadonlySet<string> = new Set(['book', 'correct', 'ask'])

async function assist(message: OwnerMessage, ground: Ground): Promise<Act | undefined> {
  const { currency: wanted, language: tag } = message.business
  const language = await languageOf(tag)
  if (!language) return { run: async () => await Promise.resolve([notSpoken(tag)]) }
  const kept = await currencyOf(ground, message.business)
  const business = { ...message.business, currency: kept }
  const shop = await shopOf(business, language, ground)
  const step = readNext(message.text, await openIn(ground, message.chat), shop)
  const settled: Act['run'] = (db) =>
    settle(step, { ...message, business }, { shop, language }, { ...ground, db })
  if (kept === wanted) return { run: settled }
  // An amount that is meant in another currency is not to be read in this one.
  const { refused, noted } = language.replies.currency
  const { kind } = step.outcome
  if (NEEDS_CURRENCY.has(kind)) return { run: async () => [refused(kept, wanted)] }
  if (kind !== 'report') return { run: settled }
  return { run: async (db) => [[...(await settled(db)), noted(kept, wanted)].join('\n\n')] }
}

async function openIn(books: Books, chat: string): Promise<Open | undefined> {
  const state = await openQuestion(books, chat)
  const read = state === undefined ? undefined : openSchema.safeParse(JSON.parse(state))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was kept is what a step had
  return read?.success ? (read.data as unknown as Open) : undefined
}
