import { describe, expect, it } from 'vitest'
import { asSlug } from '../../../common/domain/ids.ts'
import type { Pm2App } from '../../../server/fleet/pm2-list.ts'
import { planMend } from '../../../server/fleet/reconcile.ts'
import type { Situation, Wanted } from '../../../server/fleet/reconcile.ts'
import { fc } from '../../property.ts'

const NOW = 1_000_000
const OURS = '/data'

const wanted = (slug: string, more: Partial<Wanted> = {}): Wanted => ({
  slug: asSlug(slug),
  entry: {
    name: `bot-${slug}`,
    namespace: 'flotilla',
    script: '/bot.cjs',
    cwd: '/',
    interpreter: '/node',
    node_args: [],
    env: { FLOTILLA_FINGERPRINT: 'f1' },
  },
  reportedAt: NOW,
  patienceMs: 45_000,
  asked: false,
  renew: false,
  broken: undefined,
  ...more,
})

const app = (name: string, more: Partial<Pm2App> = {}): Pm2App => ({
  id: 1,
  name,
  namespace: 'flotilla',
  pid: 10,
  status: 'online',
  exitCode: undefined,
  startedAt: NOW - 100_000,
  restarts: 0,
  dataDir: OURS,
  fingerprint: 'f1',
  build: 'b1',
  ...more,
})

const situation = (more: Partial<Situation>): Situation => ({
  wanted: [],
  apps: [],
  dataDir: OURS,
  serverApp: 'flotilla-server',
  now: NOW,
  listeningSince: NOW - 100_000,
  retryBroken: false,
  ...more,
})

const planFor = (one: Wanted, its: Pm2App, more: Partial<Situation> = {}) =>
  planMend(situation({ wanted: [one], apps: [its], ...more }))

describe('what a mend does', () => {
  it('starts what is missing and leaves what runs', () => {
    const plan = planMend(
      situation({ wanted: [wanted('one'), wanted('two')], apps: [app('bot-two')] }),
    )
    expect(plan.start.map((one) => one.slug)).toEqual(['one'])
    expect(plan.unchanged).toEqual(['two'])
    expect([plan.replace, plan.remove, plan.stop]).toEqual([[], [], []])
  })

  it.each<[string, Partial<Pm2App>, Partial<Wanted>, string]>([
    ['a changed entry', { fingerprint: 'f0' }, {}, 'changed'],
    ['an errored app', { status: 'errored' }, {}, 'errored'],
    ['a restart that never comes', { status: 'waiting restart' }, {}, 'stuck'],
    ['silence for too long', {}, { reportedAt: NOW - 45_001 }, 'hung'],
    ['silence from the beginning', {}, { reportedAt: undefined }, 'hung'],
    ['being asked to', {}, { renew: true }, 'asked'],
    ['being started after a stop by hand', { status: 'stopped' }, { asked: true }, 'asked'],
    [
      'a refusal by an older program',
      { status: 'stopped', exitCode: 78, fingerprint: 'f0' },
      {},
      'retried',
    ],
  ])('replaces after %s', (_, its, one, why) => {
    expect(planFor(wanted('one', one), app('bot-one', its)).replace).toMatchObject([{ id: 1, why }])
  })

  it.each<[string, Partial<Pm2App>, Partial<Wanted>]>([
    ['a silence it could not have heard', { startedAt: NOW - 10_000 }, { reportedAt: undefined }],
    ['a backoff that goes on', { status: 'waiting restart', startedAt: NOW - 20_000 }, {}],
    ['an app that is ending', { status: 'stopping', fingerprint: 'f0' }, {}],
    ['a silence within its patience', {}, { reportedAt: NOW - 60_000, patienceMs: 90_000 }],
  ])('leaves %s alone', (_, its, one) => {
    const plan = planFor(wanted('one', one), app('bot-one', its))
    expect(plan.unchanged).toEqual(['one'])
    expect(plan.replace).toEqual([])
  })

  it('does not call anybody hung before the server has listened long enough', () => {
    const silent = wanted('one', { reportedAt: undefined })
    const plan = planFor(silent, app('bot-one'), { listeningSince: NOW - 5000 })
    expect(plan.unchanged).toEqual(['one'])
  })

  it('respects a stop by hand', () => {
    const plan = planFor(wanted('one'), app('bot-one', { status: 'stopped', fingerprint: 'f0' }))
    expect(plan.stoppedByHand).toEqual(['one'])
    expect([plan.start, plan.replace, plan.stop]).toEqual([[], [], []])
  })

  it('names a bot that refused, settles its app, and retries only when told to', () => {
    const refused = app('bot-one', { status: 'waiting restart', exitCode: 78, pid: 0 })
    const plan = planFor(wanted('one'), refused)
    expect(plan.broken).toMatchObject([{ slug: 'one', code: 'bot_refused' }])
    expect(plan.stop).toEqual([1])
    const again = planFor(wanted('one'), refused, { retryBroken: true })
    expect(again.replace).toMatchObject([{ why: 'retried' }])
    expect([again.broken, again.stop]).toEqual([[], []])
  })

  it('does not start what could not be migrated, until told to', () => {
    const broken = { code: 'database_broken', detail: 'no' }
    expect(planMend(situation({ wanted: [wanted('one', { broken })] }))).toMatchObject({
      start: [],
      broken: [{ slug: 'one', code: 'database_broken' }],
    })
    const plan = planMend(situation({ wanted: [wanted('one', { broken })], retryBroken: true }))
    expect(plan.start).toHaveLength(1)
  })

  it('refuses names that another installation has, and touches nothing of it', () => {
    const foreign = app('bot-one', { id: 7, dataDir: '/other', status: 'errored' })
    const plan = planFor(wanted('one', { asked: true, renew: true }), foreign)
    expect(plan.broken).toMatchObject([{ slug: 'one', code: 'clash' }])
    expect([plan.start, plan.replace, plan.remove, plan.stop]).toEqual([[], [], [], []])
  })

  it('stops what shall rest, takes off what nobody knows, keeps the server', () => {
    const apps = [
      app('bot-rests', { id: 1 }),
      app('bot-gone', { id: 2 }),
      app('flotilla-server', { id: 3 }),
      app('bot-rested', { id: 4, status: 'stopped' }),
    ]
    const plan = planMend(situation({ apps }), new Set(['bot-rests', 'bot-rested']))
    expect([plan.stop, plan.remove]).toEqual([[1], [2]])
  })

  it('leaves one of two apps under one name', () => {
    const apps = [app('bot-one', { id: 1 }), app('bot-one', { id: 2 })]
    expect(planMend(situation({ wanted: [wanted('one')], apps })).remove).toEqual([2])
  })
})

describe('whatever PM2 says', () => {
  const anyApp = fc.record({
    id: fc.nat(1000),
    name: fc.constantFrom('bot-aa', 'bot-bb', 'bot-cc', 'other', 'flotilla-server'),
    namespace: fc.constant('x'),
    pid: fc.nat(),
    status: fc.constantFrom(
      'online',
      'stopped',
      'errored',
      'waiting restart',
      'stopping',
      'launching',
    ),
    exitCode: fc.constantFrom(undefined, 0, 75, 78),
    startedAt: fc.integer({ min: NOW - 200_000, max: NOW }),
    restarts: fc.nat(5),
    dataDir: fc.constantFrom(OURS, '/other', undefined),
    fingerprint: fc.constantFrom('f0', 'f1', undefined),
    build: fc.constant(undefined),
  })
  const apps = fc.uniqueArray(anyApp, { selector: (each) => each.id, maxLength: 8 })
  const flags = fc.record({ asked: fc.boolean(), renew: fc.boolean() })

  it('says one thing about each wanted bot and touches only its own apps, once', () => {
    fc.assert(
      fc.property(apps, flags, fc.boolean(), (list, flag, retryBroken) => {
        const bots = [wanted('aa', flag), wanted('bb')]
        const plan = planMend(
          situation({ wanted: bots, apps: list, retryBroken }),
          new Set(['bot-cc']),
        )
        const said = [
          ...plan.start.map((one) => one.slug),
          ...plan.replace.map((each) => each.wanted.slug),
          ...plan.unchanged,
          ...plan.stoppedByHand,
          ...plan.broken.map((each) => each.slug),
        ]
        expect(said.map(String).sort()).toEqual(['aa', 'bb'])
        const touched = [...plan.remove, ...plan.stop, ...plan.replace.map((each) => each.id)]
        expect(new Set(touched).size).toBe(touched.length)
        for (const id of touched) {
          const its = list.find((each) => each.id === id)
          expect(its?.dataDir).toBe(OURS)
          expect(its?.name).not.toBe('flotilla-server')
        }
      }),
    )
  })
})
