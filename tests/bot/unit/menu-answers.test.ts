import { describe, expect, it } from 'vitest'
import { chosenOption } from '../../../bot/conversation/menu-answers.ts'
import { fc } from '../../property.ts'

const menu = (...titles: string[]) => titles.map((title, index) => ({ id: `${index + 1}`, title }))
const SHOP = menu('Pulseras', 'Aros', 'Hablar con alguien', 'No, gracias', 'Envíos ✈️')

describe('an answer to a menu', () => {
  it.each([
    ['2', '2'],
    [' 2 ', '2'],
    ['2)', '2'],
    ['2.', '2'],
    ['(2)', '2'],
    ['*2*', '2'],
    ['#2', '2'],
    ['2️⃣', '2'],
    ['②', '2'],
    ['２', '2'],
    ['02', '2'],
    ['la 2', '2'],
    ['La número 2', '2'],
    ['Nº 2', '2'],
    ['n° 2', '2'],
    ['opción 2', '2'],
    ['2 por favor', '2'],
    ['2, gracias', '2'],
    ['quiero la 2', '2'],
    ['2da', '2'],
    ['2º', '2'],
    ['dos', '2'],
    ['Dos!', '2'],
    ['la segunda', '2'],
    ['two', '2'],
    ['dois', '2'],
    ['option two', '2'],
    ['uno', '1'],
    ['una', '1'],
    ['cinco', '5'],
    ['aros', '2'],
    ['AROS', '2'],
    ['Aros.', '2'],
    ['áros', '2'],
    ['2) Aros', '2'],
    ['2 aros', '2'],
    ['aros por favor', '2'],
    ['hablar con alguien', '3'],
    ['Hablar  con ALGUIEN', '3'],
    ['no gracias', '4'],
    ['No, gracias', '4'],
    ['envios', '5'],
    ['Envíos ✈️', '5'],
  ])('%j is option %s', (answer, id) => {
    expect(chosenOption(SHOP, answer)?.id).toBe(id)
  })

  it.each([
    '',
    ' ',
    '🙂',
    '0',
    '6',
    '22',
    '2 3',
    '1 y 2',
    '2 pulseras',
    '2 aros dorados',
    'quiero 2 pulseras',
    'aro',
    'arros',
    'hablar',
    'alguien',
    'no',
    'no 2',
    'gracias',
    'por favor',
    '2?',
    '¿aros?',
    '2.5',
    '-',
    'seis',
    'hola',
    'docena',
    '1234567',
  ])('%j is none', (answer) => {
    expect(chosenOption(SHOP, answer)).toBeUndefined()
  })

  it('means none when a title looks like the number of another', () => {
    const amounts = menu('3', '5', '10')
    expect(chosenOption(amounts, '3')).toBeUndefined()
    expect(chosenOption(amounts, '1')?.title).toBe('3')
    expect(chosenOption(amounts, '5')?.title).toBe('5')
    expect(chosenOption(amounts, 'tres')?.title).toBe('10')
    expect(chosenOption(menu('2', '2'), '2')?.id).toBeUndefined()
    expect(chosenOption(menu('Sí', 'Si'), 'si')).toBeUndefined()
    expect(chosenOption(menu('Sí', 'Si'), '2')?.id).toBe('2')
  })

  it('by number, or by a title however it is written, finds its option and no other', () => {
    const title = fc
      .array(fc.constantFrom('casa', 'árbol', 'ñandú', 'pão', 'größe', 'x'), {
        minLength: 2,
        maxLength: 3,
      })
      .map((words) => words.join(' '))
    const titles = fc.uniqueArray(title, { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(titles, fc.nat(), fc.constantFrom('', ')', '.', ' !'), (all, pick, sign) => {
        const options = menu(...all)
        const option = options[pick % options.length]
        if (!option) return
        for (const answer of [
          option.id,
          option.title,
          option.title.toUpperCase(),
          option.title.normalize('NFD').replaceAll(/\p{M}/gu, ''),
          `${option.id} ${option.title}`,
        ]) {
          expect(chosenOption(options, answer + sign)).toBe(option)
        }
      }),
    )
  })

  it('is one of the options or none, whatever is written, and never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 10 }),
        fc.string({ unit: 'binary' }),
        (all, text) => {
          const options = menu(...all)
          const found = chosenOption(options, text)
          expect(found === undefined || options.includes(found)).toBe(true)
        },
      ),
    )
  })
})
