import { describe, expect, it } from 'vitest'
import { readMessage } from '../../../bot/verticals/retail/language/read-message.ts'
import { readCorpus } from '../corpus.ts'
import { normalised, notationOf, shopAt } from '../helpers/notation.ts'

/** Each first message of the corpus in Spanish, with what became of it. */
const read = readCorpus()
  .filter(({ steps, shop }) => steps.length === 1 && shop.language.startsWith('es'))
  .map(({ place, shop: at, steps: [step] }) => {
    const shop = shopAt(at)
    const { says = '', expected = '' } = step ?? {}
    const got = notationOf(readMessage(says, shop), shop)
    return { place, says, got, wanted: normalised(expected, shop) }
  })

const BOOKS = /^(sale|buy|expense|payment|count|adjust|add|price|cost|rename|retire) /

describe('what owners write', () => {
  it('is never booked in another way than it was meant', () => {
    const wrong = read.filter(({ got, wanted }) => BOOKS.test(got) && got !== wanted)
    expect(wrong).toEqual([])
  })

  it('is understood, or asked as it should be', () => {
    const missed = read.filter(({ got, wanted }) => got !== wanted)
    expect(read.length).toBeGreaterThan(650)
    expect(missed.length / read.length, JSON.stringify(missed, null, 1)).toBeLessThan(0.02)
  })
})
