import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NO_TALK } from '../../../bot/verticals/retail/customers/asks.ts'
import { readCustomer } from '../../../bot/verticals/retail/customers/read.ts'
import { Phrases } from '../../../bot/verticals/retail/customers/spans.ts'
import { talkAfter } from '../../../bot/verticals/retail/customers/talk.ts'
import { spanishCustomers } from '../../../bot/verticals/retail/customers/words-es.ts'
import type { Step } from '../corpus.ts'
import { readCatalogue, readCorpus } from '../corpus.ts'
import { askedText } from '../helpers/customers.ts'
import { TODAY } from '../helpers/notation.ts'

const phrases = new Phrases(spanishCustomers)
const products = readCatalogue().map((article) => ({ ...article, id: article.name }))
const catalogue = products.map(({ id }) => id)

/** What the last message of a conversation comes to. */
function heard(steps: readonly Step[]): string {
  let talk = NO_TALK
  let said = ''
  for (const { says } of steps) {
    const asks = readCustomer(says, { phrases, products, today: TODAY, talk })
    talk = talkAfter(asks, talk, catalogue)
    said = askedText(asks)
  }
  return said
}

const read = readCorpus(join(import.meta.dirname, '..', 'corpus-customers'))
  .filter(({ shop }) => shop.language.startsWith('es'))
  .map(({ place, steps }) => ({
    place,
    says: steps.at(-1)?.says,
    got: heard(steps),
    wanted: steps.at(-1)?.expected,
  }))

describe('what customers write', () => {
  it('is understood, or is said not to be', () => {
    const missed = read.filter(({ got, wanted }) => got !== wanted)
    expect(read.length).toBeGreaterThan(400)
    expect(missed.length / read.length, JSON.stringify(missed, null, 1)).toBeLessThan(0.02)
  })
})
