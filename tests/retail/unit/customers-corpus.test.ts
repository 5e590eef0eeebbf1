import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCatalogue, readCorpus } from '../corpus.ts'

const corpus = readCorpus(join(import.meta.dirname, '..', 'corpus-customers'))
const sold = new Set(readCatalogue().map(({ name }) => name))

const PLAIN =
  /^(greeting|hours( today| tomorrow| (mon|tues|wednes|thurs|fri|satur|sun)day| \d{4}-\d\d-\d\d)?|open now|which|catalogue|person|thanks|not known|silence|order|unknown .+)$/

describe('the corpus of what customers write', () => {
  it('has at least 200 different messages, each for one end only', () => {
    const seen = new Map<string, string>()
    for (const { shop, steps, place } of corpus) {
      const key = JSON.stringify([shop.language, steps.map(({ says }) => says)])
      const expected = steps.at(-1)?.expected ?? ''
      expect(seen.get(key) ?? expected, place).toBe(expected)
      seen.set(key, expected)
    }
    expect(new Set(corpus.map(({ steps }) => steps.at(-1)?.says)).size).toBeGreaterThanOrEqual(200)
  })

  it('expects what the notation has, of things that the shop sells', () => {
    for (const { steps, place } of corpus) {
      for (const one of steps.at(-1)?.expected.split(' + ') ?? []) {
        const [, things] = /^(?:price|available|order|akin) (.+)$/.exec(one) ?? []
        if (things === undefined) expect(one, place).toMatch(PLAIN)
        for (const name of things?.split(' / ') ?? []) expect(sold, place).toContain(name)
      }
    }
  })
})
