import { expect, it } from 'vitest'
import { readVcard, toVcard } from '../../../bot/channels/whatsapp/vcard.ts'
import { fc } from '../../property.ts'

const word = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((text) => text.trim() !== '' && !/[\r\u2028\u2029]/.test(text))
const type = fc.constantFrom('CELL', 'HOME', 'WORK')

it('reads whatever it has written', () => {
  const card = fc.record({
    name: fc.record({ formatted_name: word, first_name: word, last_name: word }),
    phones: fc.array(fc.record({ phone: word, type }), { minLength: 1, maxLength: 3 }),
    emails: fc.array(fc.record({ email: word, type }), { minLength: 1, maxLength: 3 }),
    org: fc.record({ company: word, title: word }),
  })
  fc.assert(
    fc.property(card, (given) => {
      expect(readVcard(toVcard(given), '')).toEqual(given)
    }),
  )
})

it.each(['', 'BEGIN', ':', 'TEL', 'TEL:', ';;:;;', '\u0000', 'N:;;;;\nFN:'])(
  'makes of %j a card with the name that came along',
  (vcard) => {
    const { formatted_name } = readVcard(vcard, 'Eva').name
    expect(['Eva', '']).toContain(formatted_name)
  },
)

it('never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void readVcard(text, 'x')))
})
