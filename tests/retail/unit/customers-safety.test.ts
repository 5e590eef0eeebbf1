import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readCatalogue, readCorpus } from '../corpus.ts'
import { Counter } from '../helpers/counter.ts'

const corpus = readCorpus(join(import.meta.dirname, '..', 'corpus-customers'))

it.each(['es-AR', 'pt-BR', 'en-US'])(
  'whatever customers write in %s, the books stay as they are, and what is in them stays there',
  async (language) => {
    await using shop = await Counter.open({ language: 'es-AR' })
    for (const { name, price } of readCatalogue()) {
      await shop.say(`agregá ${name} precio ${price} costo 0,77 stock 4321`)
    }
    await shop.say('le fié 2 gorras a Zoraida')
    shop.config = { language }
    const before = await shop.books()
    for (const secret of ['Zoraida', '"cost":77', '"stock":4321000'])
      expect(before).toContain(secret)
    const [spoken] = language.split('-')
    const said = corpus.filter((one) => one.shop.language.startsWith(spoken ?? ''))
    expect(said.length).toBeGreaterThan(60)
    for (const { steps, place } of said) {
      for (const { says } of steps) {
        const answer = await shop.ask(says, place)
        expect(answer, place).not.toMatch(/0[,.]77|4[.,]?3(?:21|19)|zoraida/i)
      }
    }
    expect(await shop.books()).toBe(before)
  },
)
