import { describe, expect, it } from 'vitest'
import { readMessage } from '../../../bot/verticals/retail/language/read-message.ts'
import { readCorpus } from '../corpus.ts'
import { normalised, notationOf, shopAt } from '../helpers/notation.ts'

/** Each first message of the corpus, with what became of it. */
const read = readCorpus()
  .filter(({ steps }) => steps.length === 1)
  .map(({ place, shop: at, steps: [step] }) => {
    const shop = shopAt(at)
    const { says = '', expected = '' } = step ?? {}
    const got = notationOf(readMessage(says, shop), shop)
    return { place, language: at.language, says, got, wanted: normalised(expected, shop) }
  })

const BOOKS = /^(sale|buy|expense|payment|count|adjust|add|price|cost|rename|retire) /

describe.each([
  { code: 'es', atLeast: 1200 },
  { code: 'pt', atLeast: 380 },
  { code: 'en', atLeast: 430 },
])('what owners write in $code', ({ code, atLeast }) => {
  const said = read.filter(({ language }) => language.startsWith(code))

  it('is never booked in another way than it was meant', () => {
    const wrong = said.filter(({ got, wanted }) => BOOKS.test(got) && got !== wanted)
    expect(wrong).toEqual([])
  })

  it('is understood, or asked as it should be', () => {
    const missed = said.filter(({ got, wanted }) => got !== wanted)
    expect(said.length).toBeGreaterThan(atLeast)
    expect(missed.length / said.length, JSON.stringify(missed, null, 1)).toBeLessThan(0.02)
  })
})
