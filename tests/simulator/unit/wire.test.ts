import { describe, expect, it } from 'vitest'
import { spellings } from '../../../simulator/accounts/number-spellings.ts'
import { parseQr } from '../../../simulator/accounts/qr.ts'
import { generateKeyPair, agree, sign, signalKey, verify } from '../../../simulator/keys.ts'
import { seededRandom } from '../../../simulator/random.ts'
import { FrameReader } from '../../../simulator/wire/frames.ts'
import { formatJid, parseJid } from '../../../simulator/wire/jid.ts'
import { el, fromJson, toJson } from '../../../simulator/wire/node.ts'

const INTRO = Buffer.from([0x57, 0x41, 6, 3])
const FRAMES = Buffer.from([0, 0, 2, 1, 2, 0, 0, 1, 3])
const ROUTED = Buffer.concat([Buffer.from('ED'), Buffer.from([0, 1, 0, 0, 2, 9, 9]), INTRO, FRAMES])

describe('frames', () => {
  it.each([
    ['plain', Buffer.concat([INTRO, FRAMES])],
    ['behind an edge-routing prefix', ROUTED],
  ])('are cut out of a byte stream, %s, wherever it is split', (_name, stream) => {
    for (let at = 1; at < stream.length; at += 1) {
      const reader = new FrameReader()
      const frames = [...reader.push(stream.subarray(0, at)), ...reader.push(stream.subarray(at))]
      expect(frames).toEqual([Buffer.from([1, 2]), Buffer.from([3])])
      expect(reader.intro).toEqual({ bytes: INTRO, dictionary: 3 })
    }
  })

  it('are refused when the stream is not WhatsApp’s', () => {
    expect(() => new FrameReader().push(Buffer.from('GET / HTTP/1.1'))).toThrow(/does not begin/)
  })
})

describe('keys', () => {
  const random = seededRandom('keys')
  const [ours, theirs] = [generateKeyPair(random), generateKeyPair(random)]

  it('agree on one secret', () => {
    const secret = agree(ours.privateKey, theirs.publicKey)
    expect(agree(theirs.privateKey, ours.publicKey)).toEqual(secret)
  })

  it('verify a signature for real', () => {
    const message = signalKey(theirs.publicKey)
    const signature = sign(ours.privateKey, message)
    expect(verify(ours.publicKey, message, signature)).toBe(true)
    expect(verify(theirs.publicKey, message, signature)).toBe(false)
    expect(verify(ours.publicKey, message, Buffer.alloc(64))).toBe(false)
    expect(verify(ours.publicKey, message, Buffer.alloc(3))).toBe(false)
  })
})

describe('randomness', () => {
  it('repeats under its seed, and a fork is untouched by its siblings', () => {
    const [one, two] = [seededRandom('s'), seededRandom('s')]
    two.fork('a').bytes(100)
    expect(one.fork('b').bytes(16)).toEqual(two.fork('b').bytes(16))
    expect(one.bytes(16)).toEqual(two.bytes(16))
    expect(one.fork('a').bytes(16)).not.toEqual(one.fork('b').bytes(16))
    const drawn = Array.from({ length: 500 }, () => one.int(10))
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
  })
})

describe('addresses and numbers', () => {
  it('are taken apart and put together', () => {
    expect(parseJid('123:4@lid')).toEqual({ user: '123', server: 'lid', device: 4 })
    expect(parseJid('123@c.us')).toEqual({ user: '123', server: 's.whatsapp.net', device: 0 })
    expect(parseJid('@s.whatsapp.net')).toBeUndefined()
    expect(formatJid('123', 'pn')).toBe('123@s.whatsapp.net')
    expect(formatJid('123', 'lid', 4)).toBe('123:4@lid')
  })

  it.each([
    ['5215512345678', '525512345678'],
    ['525512345678', '5215512345678'],
    ['5491123456789', '541123456789'],
    ['541123456789', '5491123456789'],
    ['5531987654321', '553187654321'],
    ['553187654321', '5531987654321'],
  ])('%s is also %s', (given, other) => {
    expect(spellings(given)).toEqual([given, other])
  })

  it('are left alone where the plan never changed', () => {
    expect(spellings('573001112233')).toEqual(['573001112233'])
  })
})

describe('stanzas and QR codes', () => {
  it('survive the database', () => {
    const node = el('message', { id: 1, none: undefined }, [
      el('enc', { v: 2 }, Buffer.from([0, 255])),
      el('text', {}, 'héllo'),
      el('empty'),
    ])
    expect(fromJson(toJson(node))).toEqual(node)
  })

  it('are read in both forms of the QR and refused otherwise', () => {
    const key = Buffer.alloc(32, 1).toString('base64')
    const fields = `2@ref,${key},${key},${key}`
    expect(parseQr(fields)?.ref).toBe('2@ref')
    expect(parseQr(`https://wa.me/settings/linked_devices#${fields},1`)?.ref).toBe('2@ref')
    for (const text of ['', 'https://example.org', `2@ref,${key},${key}`, `2@ref,a,b,c`]) {
      expect(parseQr(text)).toBeUndefined()
    }
  })
})
