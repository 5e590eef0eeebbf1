import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitsOf, parsePhone } from '../../../common/domain/phone.ts'

describe('parsePhone', () => {
  it.each([
    ['+5491123456789', '+5491123456789'],
    ['5491123456789', '+5491123456789'],
    ['+54 9 11 2345-6789', '+5491123456789'],
    [' +57 (300) 123 4567 ', '+573001234567'],
    ['+521 55 1234 5678', '+525512345678'],
    ['+525512345678', '+525512345678'],
    ['+55 11 98765-4321', '+5511987654321'],
  ])('reads %s as %s', (given, expected) => {
    expect(parsePhone(given)).toBe(expected)
  })

  it.each(['', 'hola', '123', '+', '++5491123456789', '+54911234567890123456789', '12a4567890'])(
    'refuses %j',
    (given) => {
      expect(parsePhone(given)).toBeUndefined()
    },
  )

  it('gives a number that it reads as itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[0-9 ()-]{6,22}$/), (text) => {
        const phone = parsePhone(text)
        if (phone === undefined) return
        expect(parsePhone(phone)).toBe(phone)
        expect(digitsOf(phone)).toMatch(/^\d+$/)
      }),
    )
  })
})
