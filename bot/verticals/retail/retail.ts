import * as z from 'zod'
import type { Act, Ground, OwnerMessage, Vertical } from '../vertical.ts'
import { readNext } from './language/dialogue.ts'
import type { Open } from './language/dialogue.ts'
import { languageOf, notSpoken } from './language/languages.ts'
import { openQuestion } from './ledger/questions.ts'
import type { Books } from './ledger/tables.ts'
import { ledger } from './migrations/001-ledger.ts'
import { calls } from './migrations/003-calls.ts'
import { days } from './migrations/004-days.ts'
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

/** A shop's books by chat: owners book, and ask for figures. */
export const retail: Vertical = {
  name: 'retail',
  migrations: { '001-ledger': ledger, '003-calls': calls, '004-days': days },
  tools: RETAIL_TOOLS,
  assist,
}

async function assist(message: OwnerMessage, ground: Ground): Promise<Act | undefined> {
  const { business } = message
  const language = await languageOf(business.language)
  if (!language) return { run: async () => await Promise.resolve([notSpoken(business.language)]) }
  const shop = await shopOf(business, language, ground)
  const step = readNext(message.text, await openIn(ground, message.chat), shop)
  return { run: (db) => settle(step, message, { shop, language }, { ...ground, db }) }
}

async function openIn(books: Books, chat: string): Promise<Open | undefined> {
  const state = await openQuestion(books, chat)
  const read = state === undefined ? undefined : openSchema.safeParse(JSON.parse(state))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was kept is what a step had
  return read?.success ? (read.data as unknown as Open) : undefined
}
