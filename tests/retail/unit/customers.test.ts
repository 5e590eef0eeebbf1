import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NO_TALK } from '../../../bot/verticals/retail/customers/asks.ts'
import { customersLanguage } from '../../../bot/verticals/retail/customers/languages.ts'
import { readCustomer } from '../../../bot/verticals/retail/customers/read.ts'
import { talkAfter } from '../../../bot/verticals/retail/customers/talk.ts'
import type { Dialogue } from '../corpus.ts'
import { readCatalogue, readCorpus } from '../corpus.ts'
import { askedText } from '../helpers/customers.ts'
import { TODAY } from '../helpers/notation.ts'

const products = readCatalogue().map((article) => ({ ...article, id: article.name }))
const catalogue = products.map(({ id }) => id)

/** What the last message of a conversation comes to. */
async function heard({ shop, steps }: Dialogue): Promise<string> {
  const phrases = (await customersLanguage(shop.language))?.phrases
  if (!phrases) throw new Error(`${shop.language} is not spoken`)
  let talk = NO_TALK
  let said = ''
  for (const { says } of steps) {
    const asks = readCustomer(says, { phrases, products, today: TODAY, talk })
    talk = talkAfter(asks, talk, catalogue)
    said = askedText(asks)
  }
  return said
}

const corpus = readCorpus(join(import.meta.dirname, '..', 'corpus-customers'))

describe('what customers write', () => {
  it.each([
    ['es', 600],
    ['pt', 60],
    ['en', 60],
  ])('is understood in %s, or is said not to be', async (language, least) => {
    const read = corpus.filter(({ shop }) => shop.language.startsWith(language))
    const missed: object[] = []
    for (const dialogue of read) {
      const { says, expected: wanted } = dialogue.steps.at(-1) ?? {}
      const got = await heard(dialogue)
      if (got !== wanted) missed.push({ place: dialogue.place, says, got, wanted })
    }
    expect(read.length).toBeGreaterThan(least)
    expect(missed.length / read.length, JSON.stringify(missed, null, 1)).toBeLessThan(0.02)
  })
})
