import { describe, expect, it } from 'vitest'
import { asSlug, isSlug } from '../../../common/domain/ids.ts'
import { freeSlug, slugify } from '../../../common/domain/slug.ts'
import { fc } from '../../property.ts'

describe('slugify', () => {
  it.each([
    ['Mundo Apple', 'mundo-apple'],
    ['Ñandú & Cía.', 'nandu-cia'],
    ['24 Horas', 'horas'],
    ['  La   Ferretería  ', 'la-ferreteria'],
    ['../../etc/passwd', 'etc-passwd'],
  ])('makes %j into %s', (name, slug) => {
    expect(slugify(name)).toBe(slug)
  })

  it.each(['', '🙂', '7', 'Ж'])('gives nothing for %j', (name) => {
    expect(slugify(name)).toBeUndefined()
  })

  it('makes usable slugs of any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        const slug = slugify(name)
        if (slug !== undefined) expect(isSlug(slug)).toBe(true)
      }),
    )
  })
})

describe('freeSlug', () => {
  it('counts up past the taken ones and stays a slug', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9-]{1,30}$/),
        fc.integer({ min: 0, max: 12 }),
        (text, count) => {
          const taken = new Set<string>()
          for (let index = 0; index <= count; index += 1) {
            const free = freeSlug(asSlug(text), (slug) => taken.has(slug))
            expect(isSlug(free)).toBe(true)
            expect(taken.has(free)).toBe(false)
            taken.add(free)
          }
        },
      ),
    )
  })
})
