import { describe, expect, it } from 'vitest'
import { spanish } from '../../../bot/verticals/retail/language/lexicon-es.ts'
import { portuguese } from '../../../bot/verticals/retail/language/lexicon-pt.ts'
import { matchProduct } from '../../../bot/verticals/retail/language/products.ts'
import { readCatalogue, readCatalogueIn } from '../corpus.ts'

const catalogue = readCatalogue().map((article) => ({ ...article, id: article.name }))
const found = (words: string): string => {
  const match = matchProduct(words, catalogue, spanish)
  if (match.kind === 'one') return match.id
  return match.kind === 'none' ? 'none' : `${match.kind}: ${match.ids.join(', ')}`
}

describe('a product', () => {
  it.each([
    ['pulseras doradas', 'pulsera dorada'],
    ['Pulsera DORADA', 'pulsera dorada'],
    ['doradas pulseras', 'pulsera dorada'],
    ['pulceras doradas', 'pulsera dorada'],
    ['pulseras dorads', 'pulsera dorada'],
    ['pulsras dordas', 'pulsera dorada'],
    ['pulserita dorada', 'pulsera dorada'],
    ['doradas', 'pulsera dorada'],
    ['fina', 'collar fino'],
    ['collares finos', 'collar fino'],
    ['colares finos', 'collar fino'],
    ['anillos', 'anillo de plata'],
    ['cinturones', 'cinturón de cuero'],
    ['jabones de lavanda', 'jabón de lavanda'],
    ['queso', 'queso cremoso'],
    ['panes', 'pan'],
    ['huevos', 'huevo'],
    ['blanquillos', 'huevo'],
    ['goras', 'gorra'],
    ['gorritas', 'gorra'],
    ['refrescos grandes', 'coca cola grande'],
    ['aritos de perla', 'aros de perla'],
    ['pantalón de mezclilla', 'jean azul'],
    ['gold bracelets', 'pulsera dorada'],
    ['bonés', 'gorra'],
    ['velas', 'vela aromática'],
    ['medias', 'media'],
    // As `arroz` sounds, and as these are written.
    ['aros', 'aros de perla'],
    ['arros', 'arroz'],
  ])('is found by %s', (words, name) => {
    expect(found(words)).toBe(name)
  })

  it.each([
    ['pulseras', 'some: pulsera dorada, pulsera plateada'],
    ['collar', 'some: collar fino, collar grueso'],
    ['coca', 'some: coca cola grande, coca cola chica'],
    ['pulseras rojas', 'akin: pulsera dorada, pulsera plateada'],
    ['gorros', 'none'],
    ['panas', 'none'],
    ['llaveros', 'none'],
    ['cadena', 'none'],
    ['polos negros', 'none'],
    ['plata', 'none'],
    ['de', 'none'],
    ['', 'none'],
    ['gorras de lana', 'akin: gorra'],
    ['jabón de coco', 'akin: jabón de lavanda'],
  ])('is not guessed from %s', (words, expected) => {
    expect(found(words)).toBe(expected)
  })
})

it('that is a word of one name is not taken for another one misspelled', () => {
  const shop = readCatalogueIn('pt')
  expect(matchProduct('prata', shop, portuguese).kind).toBe('none')
  expect(matchProduct('camisetas prtas', shop, portuguese)).toEqual({
    kind: 'one',
    id: 'remera negra',
  })
})
