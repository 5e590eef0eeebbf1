import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { outcomeOf, readRetryAfter } from '../../../bot/webhooks/outcome.ts'
import {
  GIVE_UP,
  HOLD,
  LONGEST_PAUSE,
  REST,
  RETRY,
  TIMEOUT,
  isAway,
  planAfter,
} from '../../../bot/webhooks/plan.ts'
import { guardedLookup, isWrittenInward } from '../../../bot/webhooks/resolve.ts'
import { newWebhookSecret, signedHeaders } from '../../../bot/webhooks/signature.ts'
import { webhookWarnings } from '../../../bot/webhooks/warnings.ts'
import { newWebhookSchema, wants, webhookSchema } from '../../../common/contracts/webhooks.ts'
import { fc } from '../../property.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const FIRST = { tries: 0, failedAt: undefined, failingSince: undefined }
const FAILED = { kind: 'failed' } as const

describe('what becomes of a delivery that was not taken', () => {
  it('is tried for three days, ever more rarely, the last time at their end', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (chance) => {
        let now = NOW
        const waits: number[] = []
        for (let tries = 0; ; tries += 1) {
          const failedAt = tries === 0 ? undefined : NOW
          const { again } = planAfter(FAILED, { ...FIRST, tries, failedAt }, now, () => chance)
          if (again === undefined) break
          waits.push(again - now)
          now = again
        }
        expect(now).toBe(NOW + GIVE_UP)
        expect(waits.length).toBeLessThan(100)
        expect(waits[0]).toBeLessThanOrEqual(RETRY.first)
        expect(Math.max(...waits)).toBeLessThanOrEqual(RETRY.longest)
        // The last wait is what was left.
        const growing = waits.slice(0, -1)
        expect(growing).toEqual(growing.toSorted((one, other) => one - other))
      }),
    )
  })

  it('holds its line back for a minute at most, the time of a try included', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.nat(GIVE_UP),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, since, chance) => {
          const before = { tries, failedAt: NOW, failingSince: undefined }
          const { again, leavesLine } = planAfter(FAILED, before, NOW + since, () => chance)
          if (again === undefined) return
          expect(leavesLine).toBe(again + TIMEOUT > NOW + HOLD)
        },
      ),
    )
  })

  it('is put off for the whole endpoint when it asks for patience, within reason', () => {
    const wait = (ms: number) =>
      planAfter({ kind: 'busy', until: NOW + ms }, FIRST, NOW, () => 0.999)
    expect(wait(60_000)).toMatchObject({ again: NOW + 60_000, pause: NOW + 60_000 })
    expect(wait(60_000).leavesLine).toBe(false)
    expect(wait(30 * 86_400_000).pause).toBe(NOW + LONGEST_PAUSE)
    expect(wait(-5).pause).toBe(NOW)
    expect(wait(-5).again).toBeGreaterThan(NOW)
  })

  it('gives an endpoint a rest that takes nothing at all', () => {
    const after = (failingSince: number | undefined) =>
      planAfter(FAILED, { ...FIRST, failingSince }, NOW, () => 0.5).pause
    expect(after(undefined)).toBeUndefined()
    expect(after(NOW - HOLD + 1)).toBeUndefined()
    expect(after(NOW - HOLD)).toBe(NOW + REST)
    expect(isAway(undefined, NOW)).toBe(false)
  })

  it('ends one day when the clock was set back', () => {
    const before = { ...FIRST, tries: 3, failedAt: NOW + 10 * GIVE_UP }
    expect(planAfter(FAILED, before, NOW, () => 0.5).again).toBeLessThan(NOW + RETRY.longest)
  })
})

describe('what an answer means', () => {
  it.each([
    [{ status: 200 }, 'taken', null],
    [{ status: 204 }, 'taken', null],
    [{ status: 301 }, 'failed', /redirects are not followed/],
    [{ status: 304 }, 'failed', /304/],
    [{ status: 101 }, 'failed', /101/],
    [{ status: 400 }, 'failed', /400/],
    [{ status: 404 }, 'failed', /404/],
    [{ status: 410 }, 'gone', /410/],
    [{ status: 429 }, 'failed', /429/],
    [{ status: 429, retryAfter: '7' }, 'busy', /Retry-After/],
    [{ status: 503, retryAfter: 'Thu, 01 Jan 2026 00:00:07 GMT' }, 'busy', /Retry-After/],
    [{ status: 503, retryAfter: 'soon' }, 'failed', /503/],
    [{ status: 500, retryAfter: '7' }, 'failed', /500/],
    [{ error: 'ECONNREFUSED' }, 'failed', /ECONNREFUSED/],
  ])('%j is %s', (answer, kind, error) => {
    const whole = 'error' in answer ? answer : { retryAfter: undefined, ...answer }
    const found = outcomeOf(whole, NOW)
    expect(found.outcome.kind).toBe(kind)
    if (error === null) expect(found.error).toBeNull()
    else expect(found.error).toMatch(error)
    if (found.outcome.kind === 'busy') expect(found.outcome.until).toBe(NOW + 7000)
  })

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    [' 12 ', NOW + 12_000],
    ['99999999999999', undefined],
  ])('Retry-After %j', (header, until) => {
    expect(readRetryAfter(header, NOW)).toBe(until)
  })
})

describe('where a URL leads', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[64:ff9b::a00:1]/',
    'http://10.0.0.1:8080/x',
    'http://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
  ])('%s is written inward', (url) => {
    expect(isWrittenInward(url)).toBe(true)
  })

  it.each(['https://example.com/', 'http://8.8.8.8/', 'https://localhost.example.com/'])(
    '%s is not',
    (url) => {
      expect(isWrittenInward(url)).toBe(false)
    },
  )

  const looking = (resolved: readonly string[], mayBePrivate: boolean, all: boolean) =>
    new Promise<unknown>((resolve) => {
      const found = resolved.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      guardedLookup(async () => found, mayBePrivate)('a.test', { all }, (error, ...answer) =>
        resolve(error ? error.message : answer),
      )
    })

  it('is decided about every address of a name, and those are what is connected to', async () => {
    const [v4, v6] = [
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ]
    expect(await looking([v4.address, v6.address], false, true)).toEqual([[v4, v6]])
    expect(await looking([v4.address, v6.address], false, false)).toEqual(['8.8.8.8', 4])
    for (const inward of ['127.0.0.1', '10.1.1.1', '::1', 'fd00::1', '169.254.169.254']) {
      for (const all of [true, false]) {
        expect(await looking([inward], false, all)).toMatch(/not a public address/)
        expect(await looking([v4.address, inward], false, all)).toMatch(/not a public address/)
        expect(await looking([inward], true, all)).toBeInstanceOf(Array)
      }
    }
    expect(await looking([], false, true)).toMatch(/no address/)
  })

  it('is asked once for each connection: a second answer is never used', async () => {
    const answers = ['8.8.8.8', '127.0.0.1']
    let asked = 0
    const lookup = guardedLookup(async () => {
      const address = answers[asked] ?? ''
      asked += 1
      return [{ address, family: 4 }]
    }, false)
    const once = () =>
      new Promise((resolve) => {
        lookup('a.test', { all: false }, (error, address) => resolve(error?.name ?? address))
      })
    expect(await once()).toBe('8.8.8.8')
    expect(asked).toBe(1)
    expect(await once()).toBe('NotPublic')
  })
})

describe('a signature', () => {
  it("is what the library's own verifier takes, and nobody else's", () => {
    const [mine, other] = [newWebhookSecret(), newWebhookSecret()]
    expect(mine).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const body = JSON.stringify({ text: 'vendí 3 pulseras a 10 € 🎉' })
    const headers = signedHeaders([mine], 'evt_1', Date.now(), body)
    expect(new Webhook(mine).verify(body, headers)).toEqual(JSON.parse(body))
    expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching')
    expect(() => new Webhook(mine).verify(`${body} `, headers)).toThrow('No matching')
    expect(() => new Webhook(mine).verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow()
    const old = signedHeaders([mine], 'evt_1', Date.now() - 600_000, body)
    expect(() => new Webhook(mine).verify(body, old)).toThrow('too old')
  })

  it('is there once for each secret while two overlap', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()]
    const headers = signedHeaders(secrets, 'evt_1', Date.now(), '{}')
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2)
    for (const secret of secrets) expect(new Webhook(secret).verify('{}', headers)).toEqual({})
  })
})

describe('what the operator is told', () => {
  it('names the host and the reason, and nothing of the path', () => {
    const unwell = webhookSchema.parse({
      id: 'whk_1',
      url: 'https://hooks.example.com/secret-path?token=1',
      events: ['*'],
      description: '',
      enabled: true,
      disabledReason: null,
      failingSince: '2026-01-01T00:00:00.000Z',
      lastError: 'answered 500',
      pausedUntil: null,
      previousSecretUntil: null,
      createdAt: '2026-01-01T00:00:00.000Z',
    })
    const [failing, gone] = webhookWarnings([
      unwell,
      { ...unwell, enabled: false, disabledReason: 'gone' },
    ])
    expect(failing).toBe(
      'webhook whk_1 at hooks.example.com has taken nothing since 2026-01-01T00:00:00.000Z: answered 500',
    )
    expect(gone).toBe('webhook whk_1 at hooks.example.com answered 410 and is switched off')
  })
})

describe('an endpoint as it may be given', () => {
  it.each([
    [{ url: 'ftp://example.com' }, 'url'],
    [{ url: 'example.com' }, 'url'],
    [{ url: 'https://user:word@example.com' }, 'url'],
    [{ url: `https://example.com/${'x'.repeat(2048)}` }, 'url'],
    [{ url: 'https://example.com', events: [] }, 'events'],
    [{ url: 'https://example.com', events: ['message'] }, 'events.0'],
    [{ url: 'https://example.com', events: ['mess*'] }, 'events.0'],
    [{ url: 'https://example.com', secret: 'mine' }, ''],
    [{}, 'url'],
  ])('%j is refused at %j', (given, field) => {
    const [issue] = newWebhookSchema.safeParse(given).error?.issues ?? []
    expect(issue?.path.join('.')).toBe(field)
  })

  it('wants what its filter says', () => {
    expect(wants(['*'], 'message.received')).toBe(true)
    expect(wants(['message.*'], 'message.status')).toBe(true)
    expect(wants(['message.*'], 'contact.updated')).toBe(false)
    expect(wants(['contact.updated', 'message.status'], 'message.received')).toBe(false)
  })
})
