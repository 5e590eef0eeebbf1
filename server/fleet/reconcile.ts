import type { Slug } from '../../common/domain/ids.ts'
import { EXIT } from '../../common/domain/exit-codes.ts'
import type { AppEntry } from './apps.ts'
import type { Pm2App } from './pm2-list.ts'

/** A bot that should run, as PM2 ought to have it. */
export interface Wanted {
  readonly slug: Slug
  readonly entry: AppEntry
  /** When its bot reported last; undefined when it never has since the server listens. */
  readonly reportedAt: number | undefined
  /** How long it may be online in silence before it counts as hung, in milliseconds. */
  readonly patienceMs: number
  /** Somebody asked for it by name: a stop by hand no longer counts. */
  readonly asked: boolean
  /** Somebody asked for a fresh process, although nothing may have changed. */
  readonly renew: boolean
  /** Why it must not be started: its database could not be migrated, for one. */
  readonly broken: Broken | undefined
}

export interface Broken {
  readonly code: string
  readonly detail: string
}

export interface Situation {
  readonly wanted: readonly Wanted[]
  readonly apps: readonly Pm2App[]
  readonly dataDir: string
  readonly serverApp: string
  readonly now: number
  /** Since when the server can hear bots. */
  readonly listeningSince: number
  readonly retryBroken: boolean
}

/** What has to be done to PM2's list, and what is to be said about each bot. */
export interface Plan {
  readonly start: readonly Wanted[]
  /** To be ended and started anew under a fresh entry, for the reason given. */
  readonly replace: readonly {
    readonly wanted: Wanted
    readonly id: number
    readonly why: Reason
  }[]
  /** Bots that nobody wants any more: off the list. */
  readonly remove: readonly number[]
  /** Bots that are registered but shall not run: stopped, and left on the list. */
  readonly stop: readonly number[]
  readonly unchanged: readonly string[]
  /** Of the unchanged ones: those that ended and that PM2 will start again by itself. */
  readonly restarting: readonly { readonly slug: string; readonly exitCode: number | undefined }[]
  readonly stoppedByHand: readonly string[]
  readonly broken: readonly (Broken & { readonly slug: string })[]
}

export type Reason = 'changed' | 'asked' | 'errored' | 'stuck' | 'hung' | 'retried'

/** PM2's longest backoff is 15 s; a restart that is due much longer will never come. */
const STUCK_AFTER_MS = 60_000

const RUNNING = new Set(['online', 'launching', 'one-launch-status'])
const WAITING = 'waiting restart'

/**
 * Compares what should run with what PM2 has. Pure: reads nothing, does nothing. Apps of other
 * installations and of other people are neither stopped nor removed, whatever their names.
 * @param idle names of bots that are registered but shall not run just now
 */
export function planMend(situation: Situation, idle: ReadonlySet<string> = new Set()): Plan {
  const { wanted, apps, dataDir, serverApp } = situation
  const ours = apps.filter((app) => app.dataDir === dataDir && app.name !== serverApp)
  const names = new Set([...wanted.map((one) => one.entry.name), ...idle])
  const verdicts = wanted.map((one) => {
    const named = apps.filter((other) => other.name === one.entry.name)
    const [app, ...doubles] = named.filter((other) => other.dataDir === dataDir)
    const foreign = named.find((other) => other.dataDir !== dataDir)
    const verdict = foreign ? clash(foreign) : judge(one, app, situation)
    return { one, app, doubles, verdict }
  })
  const doubles = verdicts.flatMap((each) => each.doubles)
  const slugsOf = (kind: Verdict['kind']): readonly string[] =>
    verdicts.filter(({ verdict }) => verdict.kind === kind).map(({ one }) => one.slug)
  return {
    start: verdicts.filter(({ verdict }) => verdict.kind === 'start').map(({ one }) => one),
    replace: verdicts.flatMap(({ one, app, verdict }) =>
      verdict.kind === 'replace' && app ? [{ wanted: one, id: app.id, why: verdict.why }] : [],
    ),
    remove: [...ours.filter((app) => !names.has(app.name)), ...doubles].map((app) => app.id),
    stop: [...ours.filter((app) => idle.has(app.name)), ...brokenApps(verdicts)]
      .filter((app) => app.status !== 'stopped' && app.status !== 'stopping')
      .map((app) => app.id),
    unchanged: slugsOf('leave'),
    restarting: verdicts.flatMap(({ one, app, verdict }) =>
      verdict.kind === 'leave' && app?.status === WAITING
        ? [{ slug: one.slug, exitCode: app.exitCode }]
        : [],
    ),
    stoppedByHand: slugsOf('respect'),
    broken: verdicts.flatMap(({ one, verdict }) =>
      verdict.kind === 'broken' ? [{ slug: one.slug, ...verdict.broken }] : [],
    ),
  }
}

type Verdict =
  | { readonly kind: 'start' | 'leave' | 'respect' }
  | { readonly kind: 'replace'; readonly why: Reason }
  | { readonly kind: 'broken'; readonly broken: Broken }

function judge(one: Wanted, app: Pm2App | undefined, situation: Situation): Verdict {
  const { now, retryBroken } = situation
  const again = retryBroken || one.asked || one.renew
  if (one.broken && !again) return { kind: 'broken', broken: one.broken }
  if (!app) return { kind: 'start' }
  if (one.renew) return { kind: 'replace', why: 'asked' }
  if (app.status === 'errored') return { kind: 'replace', why: 'errored' }
  const ended = app.status === 'stopped' || app.status === WAITING
  // An entry that changed deserves another try: the code may have been mended.
  const changed = app.fingerprint !== one.entry.env['FLOTILLA_FINGERPRINT']
  if (ended && app.exitCode === EXIT.broken) {
    if (again || changed) return { kind: 'replace', why: 'retried' }
    return { kind: 'broken', broken: REFUSED }
  }
  if (app.status === 'stopped') {
    return one.asked ? { kind: 'replace', why: 'asked' } : { kind: 'respect' }
  }
  if (app.status === 'stopping') return { kind: 'leave' }
  if (changed) return { kind: 'replace', why: 'changed' }
  if (app.status === WAITING) {
    return now - app.startedAt > STUCK_AFTER_MS
      ? { kind: 'replace', why: 'stuck' }
      : { kind: 'leave' }
  }
  return isHung(one, app, situation) ? { kind: 'replace', why: 'hung' } : { kind: 'leave' }
}

/** Starting an app under a name that PM2 has already would restart the other one instead. */
const clash = (foreign: Pm2App): Verdict => ({
  kind: 'broken',
  broken: { code: 'clash', detail: clashSentence(foreign) },
})

/** For every place where two installations under one PM2 get into each other's way. */
export const clashSentence = (foreign: Pm2App): string =>
  `PM2 already has an app ${foreign.name} that belongs to ` +
  `${foreign.dataDir === undefined ? 'somebody else' : `the installation with its data in ${foreign.dataDir}`}. ` +
  'Give this installation a name of its own (FLOTILLA_NAME) or a PM2 of its own (PM2_HOME).'

const REFUSED: Broken = {
  code: 'bot_refused',
  detail: 'The bot refused to start and said that trying again will not help. Its log says why.',
}

/** Silent for longer than is allowed, counted from when it could first be heard. */
function isHung(one: Wanted, app: Pm2App, { now, listeningSince }: Situation): boolean {
  if (!RUNNING.has(app.status)) return false
  const heardFrom = Math.max(app.startedAt, listeningSince, one.reportedAt ?? 0)
  return now - heardFrom > one.patienceMs
}

/** PM2 shows a bot that ended for good as `waiting restart`; stopped is what it is. */
const brokenApps = (
  verdicts: readonly { readonly app: Pm2App | undefined; readonly verdict: Verdict }[],
): readonly Pm2App[] =>
  verdicts.flatMap(({ app, verdict }) => (verdict.kind === 'broken' && app ? [app] : []))
