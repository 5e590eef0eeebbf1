import { runInNewContext } from 'node:vm'
import * as realCurve from 'curve25519-js'
import iconv from 'iconv-lite'
import * as real from 'whatsapp-rust-bridge'
import { describe, expect, it } from 'vitest'
import * as slim from '../../../scripts/build/slim/whatsapp-rust-bridge.ts'
import * as curve from '../../../scripts/build/slim/curve25519-js.ts'
import * as decoding from '../../../scripts/build/slim/iconv-lite.ts'
import { asLatin1 } from '../../../scripts/build/slim/latin1.ts'
import { fc } from '../../property.ts'

const bytes = (length: { minLength?: number; maxLength: number }) => fc.uint8Array(length)
const exactly = (length: number) => bytes({ minLength: length, maxLength: length })

describe('what stands for whatsapp-rust-bridge', () => {
  it('hashes and derives keys as it does', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 300 }), (data) => {
        expect(slim.md5(data)).toEqual(real.md5(data))
      }),
    )
    const info = fc.record(
      { salt: bytes({ maxLength: 64 }), info: fc.string({ unit: 'binary' }) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        bytes({ maxLength: 80 }),
        fc.integer({ min: 1, max: 300 }),
        info,
        (key, length, how) => {
          expect(slim.hkdf(key, length, how)).toEqual(real.hkdf(key, length, how))
        },
      ),
    )
  })

  it('expands the keys of app state as it does', () => {
    fc.assert(
      fc.property(exactly(32), (key) => {
        const [mine, theirs] = [slim.expandAppStateKeys(key), real.expandAppStateKeys(key)]
        for (const name of Object.keys(mine) as (keyof typeof mine)[]) {
          expect(mine[name]).toEqual(theirs[name])
        }
      }),
    )
  })

  it('adds to the hash of a set and takes from it as it does', () => {
    const items = fc.array(exactly(32), { maxLength: 6 })
    fc.assert(
      fc.property(exactly(128), items, items, (base, less, more) => {
        const mine = new slim.LTHashAntiTampering().subtractThenAdd(base, less, more)
        expect(mine).toEqual(new real.LTHashAntiTampering().subtractThenAdd(base, less, more))
      }),
    )
  })
})

describe('what stands for curve25519-js', () => {
  const signed = fc.tuple(exactly(32), bytes({ maxLength: 200 })).map(([seed, message]) => {
    const pair = realCurve.generateKeyPair(seed)
    return {
      message,
      key: pair.public,
      signature: realCurve.sign(pair.private, message, undefined),
    }
  })

  it('takes every true signature', () => {
    fc.assert(
      fc.property(signed, ({ key, message, signature }) => {
        expect(curve.verify(key, message, signature)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('takes and refuses as the original does, whichever bit was changed', () => {
    const what = fc.constantFrom('key' as const, 'message' as const, 'signature' as const)
    fc.assert(
      fc.property(signed, what, fc.nat(), (whole, part, at) => {
        const bits = Uint8Array.from(whole[part])
        const bit = at % (bits.length * 8)
        if (bits.length > 0) bits[bit >> 3] = (bits[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        const { key, message, signature }: typeof whole = Object.assign({}, whole, {
          [part]: bits,
        })
        expect(curve.verify(key, message, signature)).toBe(
          realCurve.verify(key, message, signature),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('refuses what is no key of anybody, as the original does', () => {
    for (const key of [new Uint8Array(32), new Uint8Array(32).fill(255), oddKey(1), oddKey(236)]) {
      const signature = new Uint8Array(64).fill(7)
      const message = Uint8Array.of(1, 2, 3)
      expect(curve.verify(key, message, signature)).toBe(realCurve.verify(key, message, signature))
    }
    expect(() => curve.verify(new Uint8Array(31), new Uint8Array(), new Uint8Array(64))).toThrow(
      'wrong public key length',
    )
  })
})

/** One of the few keys whose point is of small order, or -1. */
const oddKey = (first: number): Uint8Array =>
  first === 236
    ? Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 236 : at === 31 ? 127 : 255))
    : Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? first : 0))

describe('what stands for iconv-lite', () => {
  it('reads UTF-8 in pieces as it does, a byte order mark left out', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 6 })
    fc.assert(
      fc.property(fc.boolean(), pieces, fc.string({ unit: 'binary' }), (hasMark, some, text) => {
        const [one, other] = [decoding.getDecoder('utf-8'), iconv.getDecoder('utf-8')]
        const start = hasMark ? [Uint8Array.of(0xef, 0xbb), Uint8Array.of(0xbf)] : []
        for (const piece of [...start, Buffer.from(text), ...some]) {
          expect(one.write(Buffer.from(piece))).toBe(other.write(Buffer.from(piece)))
        }
        expect(one.end() ?? '').toBe(other.end() ?? '')
      }),
    )
  })

  it('knows UTF-8 and nothing that needs tables', () => {
    for (const name of ['utf-8', 'UTF8', 'us-ascii']) {
      expect([decoding.encodingExists(name), iconv.encodingExists(name)]).toEqual([true, true])
    }
    expect(decoding.encodingExists('gbk')).toBe(false)
    expect(() => decoding.getDecoder('gbk')).toThrow("Encoding not recognized: 'gbk'")
  })
})

describe('a program that keeps one byte for a letter', () => {
  it.each([
    ['/[’–]s$/', 'it’s', true],
    ['/^[٠-٩]+$/', '٤٢', true],
    ['/^[٠-٩]+$/', '42', false],
    ['/^[😀’]$/u', '😀', true],
    ['/^[😀’]$/u', '😁', false],
  ])('has %s escaped, and it matches as before', (expression, text, isMatch) => {
    const latin1 = asLatin1(`${expression}.test(text)`)
    expect(latin1).toMatch(/^[\0-\xff]*$/)
    expect(runInNewContext(latin1, { text })).toBe(isMatch)
  })

  it('keeps what one byte is enough for', () => {
    expect(asLatin1('f(`¡a|ñ`)')).toBe('f(`¡a|ñ`)')
  })

  it('is refused when it has such letters where they cannot be escaped', () => {
    expect(() => asLatin1('f(`it’s`)')).toThrow('outside of a regular expression')
    expect(() => asLatin1('/😀/.test(x)')).toThrow('no u flag')
  })
})
