import { describe, expect, it } from 'vitest'
import { readCatalogue, readCatalogueIn, readCorpus } from '../corpus.ts'

const corpus = readCorpus()
const sellable = readCatalogue().map(({ name }) => name)

/** The products that an expected booking names. */
const soldIn = (expected: string): readonly string[] =>
  expected
    .split(' + ')
    .filter((deed) => /^(ask confirm )?(correct )?(sale|buy) /.test(deed))
    .flatMap((deed) =>
      deed
        .replace(/^(ask confirm )?(correct )?(sale|buy) /, '')
        .split(/ to | credit| on | less /)[0]
        ?.split(', ')
        .map((line) => line.replace(/^[\d.]+ /, '').replace(/ = .*$/, '')),
    )
    .filter((name) => name !== undefined)

describe('the corpus', () => {
  it('has at least 500 different messages, each for one end only', () => {
    const seen = new Map<string, string>()
    for (const { shop, steps, place } of corpus) {
      const key = JSON.stringify([shop, steps.map(({ says }) => says)])
      const expected = steps.at(-1)?.expected
      expect(expected, place).not.toBe('')
      expect(seen.get(key) ?? expected, place).toBe(expected)
      seen.set(key, expected ?? '')
    }
    expect(new Set(corpus.map(({ steps }) => steps.at(-1)?.says)).size).toBeGreaterThanOrEqual(500)
  })

  it('books only what the catalogue has, or what was added just before', () => {
    for (const { steps, place } of corpus) {
      const added = steps.flatMap(({ expected }) =>
        [...expected.matchAll(/add (.+?) (?:price|unit)/g)].map(([, name]) => name ?? ''),
      )
      for (const { expected } of steps) {
        for (const name of soldIn(expected)) expect([...sellable, ...added], place).toContain(name)
      }
    }
  })

  it.each(['es', 'pt', 'en'])('has at least 150 messages in %s', (code) => {
    const inIt = corpus.filter(({ shop }) => shop.language.startsWith(code))
    expect(new Set(inIt.map(({ steps }) => steps.at(-1)?.says)).size).toBeGreaterThanOrEqual(150)
  })

  it.each(['es', 'pt', 'en'])('has a catalogue with names and figures in %s', (code) => {
    const names = new Set<string>()
    const articles = readCatalogueIn(code)
    expect(articles.map(({ id }) => id)).toEqual(sellable)
    for (const article of articles) {
      for (const name of [article.name, ...article.aliases]) {
        expect(names).not.toContain(name)
        names.add(name)
      }
      expect(['u', 'kg', 'l', 'docena']).toContain(article.unit)
      expect(Math.min(article.cost, article.stock)).toBeGreaterThan(0)
      expect(article.price).toBeGreaterThan(article.cost)
    }
  })
})
