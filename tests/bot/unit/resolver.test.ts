import { describe, expect, it } from 'vitest'
import { Resolver } from '../../../bot/channels/whatsapp/resolver.ts'
import { asPhone } from '../../../common/domain/ids.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const MX = asPhone('+525512345678')
const BR = asPhone('+5531987654321')
const AR = asPhone('+5491123456789')

/** WhatsApp as far as the resolver asks it: it knows every form of a registered number. */
class Directory {
  readonly asked: (readonly string[])[] = []
  answers: { jid: string; exists: boolean }[] | undefined = []

  onWhatsApp = async (...jids: string[]) => {
    this.asked.push(jids)
    return this.answers
  }
}

function world(perMinute = 0) {
  const clock = new ManualClock()
  const directory = new Directory()
  const resolver = new Resolver(clock, () => perMinute)
  return { clock, directory, ask: (phone = MX) => resolver.addressOf(directory, phone) }
}

const found = (...digits: string[]) =>
  digits.map((user) => ({ jid: `${user}@s.whatsapp.net`, exists: true }))

describe('the address of a phone number', () => {
  it.each([
    [MX, '5215512345678'],
    [MX, '525512345678'],
    [AR, '5491123456789'],
    [AR, '541123456789'],
    [BR, '553187654321'],
    [BR, '5531987654321'],
  ])('of %s is the form %s, if that is how WhatsApp knows it', async (phone, digits) => {
    const { directory, ask } = world()
    directory.answers = found(digits, digits)
    expect(await ask(phone)).toBe(`${digits}@s.whatsapp.net`)
    expect(directory.asked).toHaveLength(1)
    expect(directory.asked[0]).toHaveLength(2)
  })

  it('is the likeliest of several, and never that of another number', async () => {
    const { directory, ask } = world()
    directory.answers = found('525599999999', '525512345678', '5215512345678')
    expect(await ask()).toBe('5215512345678@s.whatsapp.net')
    directory.answers = [
      ...found('525599999999'),
      { jid: '5215511110000@s.whatsapp.net', exists: false },
    ]
    await expect(ask(asPhone('+525511110000'))).rejects.toMatchObject({
      fate: 'rejected',
      reason: 'not_on_whatsapp',
    })
  })

  it('is taken as WhatsApp gives it when nobody thought of that form', async () => {
    const { directory, ask } = world()
    directory.answers = found('5411512345678', '5491112345678:3')
    expect(await ask(asPhone('+5491112345678'))).toBe('5491112345678@s.whatsapp.net')
  })

  it('is not asked for again before it is used', async () => {
    const { clock, directory, ask } = world()
    directory.answers = found('525512345678')
    await ask()
    expect([await ask(), directory.asked.length]).toEqual(['525512345678@s.whatsapp.net', 1])
    clock.advance(3_600_001)
    await ask()
    expect(directory.asked).toHaveLength(2)
  })

  it.each([
    ['no answer', (directory: Directory) => (directory.answers = undefined)],
    [
      'an error',
      (directory: Directory) => (directory.onWhatsApp = () => Promise.reject(new Error('no'))),
    ],
  ])('waits when there is %s', async (_what, spoil) => {
    const { directory, ask } = world()
    spoil(directory)
    await expect(ask()).rejects.toMatchObject({ fate: 'unsent', reason: 'no_answer' })
  })

  it('is asked for a few times a minute; who comes later is told when', async () => {
    const { clock, directory, ask } = world(2)
    directory.answers = found('525512345678', '5531987654321', '5491123456789')
    const start = clock.now()
    await ask(MX)
    clock.advance(10_000)
    await ask(BR)
    clock.advance(10_000)
    await expect(ask(AR)).rejects.toMatchObject({
      fate: 'unsent',
      reason: 'lookups_limited',
      retryAt: start + 60_000,
    })
    expect(await ask(MX)).toBe('525512345678@s.whatsapp.net')
    clock.advance(40_000)
    expect(await ask(AR)).toBe('5491123456789@s.whatsapp.net')
    await expect(ask(asPhone('+525500000000'))).rejects.toMatchObject({ retryAt: start + 70_000 })
    expect(directory.asked).toHaveLength(3)
  })

  it('is not refused for long after the clock was set back', async () => {
    const { clock, directory, ask } = world(1)
    directory.answers = found('525512345678', '5531987654321')
    await ask(MX)
    clock.advance(-3_600_000)
    expect(await ask(BR)).toBe('5531987654321@s.whatsapp.net')
  })
})
