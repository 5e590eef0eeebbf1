import type { MendReport } from '../../common/contracts/internal-api.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { Slug, TenantId } from '../../common/domain/ids.ts'
import type { TenantRow } from '../store/tenants.ts'
import { foldersBelow } from '../tenants/folders.ts'
import { botApp, botAppName, buildOf, isWanted, serverAppName } from './apps.ts'
import type { AppParts } from './apps.ts'
import type { MigrateFolders } from './migrate-tool.ts'
import { untilOrphansEnd, untilStraysEnd } from './orphans.ts'
import type { Pm2 } from './pm2.ts'
import type { Pm2App } from './pm2-list.ts'
import { planMend } from './reconcile.ts'
import type { Broken, Plan, Reason, Situation, Wanted } from './reconcile.ts'

/** What one mend is asked for, beyond what the registry says. */
export interface MendWishes {
  /** Try again what refused to start or could not be migrated. */
  readonly retryBroken: boolean
  /** Slugs that somebody wants started: a stop by hand ends with it. */
  readonly asked: ReadonlySet<string>
  /** Slugs that shall get a fresh process. */
  readonly renew: ReadonlySet<string>
}

export interface MenderParts {
  readonly pm2: Pm2
  /** What entries are made of, as it is now. */
  readonly apps: () => AppParts
  readonly migrate: MigrateFolders
  readonly live: () => Promise<readonly TenantRow[]>
  readonly reportedAt: (id: TenantId) => number | undefined
  /** How busy a bot was when it was last heard: the busiest start first. */
  readonly activity: (id: TenantId) => number
  /** What a bot said last, when it said why it ends. */
  readonly refusalOf: (tenant: TenantRow) => Broken | undefined
  readonly clock: Clock
  /** Makes a tenant's folders its bot's own before that starts. @returns why it cannot be */
  readonly settleOwner?: (slug: Slug) => Promise<Broken | undefined>
  readonly tell: {
    /** A bot is started or replaced; `why` is `missing` when PM2 did not have it. */
    readonly mending: (slug: string, why: Reason | 'missing') => void
    readonly broken: (slug: string, broken: Broken) => void
  }
}

/** What keeps a bot from running, as the last mend found it. */
export type Hindrance =
  | (Broken & { readonly kind: 'broken' })
  | { readonly kind: 'by-hand' }
  | { readonly kind: 'restarting'; readonly exitCode: number | undefined }

/** Few enough that nobody is away for long while the databases of a batch are migrated. */
const BATCH = 10
const PATIENCE_MS = 45_000
const LONGEST_PATIENCE_MS = 30 * 60_000

/** What is remembered from one mend to the next. */
export interface Memory {
  readonly hindrances: Map<string, Hindrance>
  /** Tenants whose databases could not be migrated, and by which build. */
  readonly unmigrated: Map<string, Broken & { readonly build: string }>
  /** How often in a row a bot was replaced for its silence. */
  readonly hung: Map<string, number>
}

/** One mend: looks, plans, does it, looks again. */
export async function mendOnce(
  parts: MenderParts,
  memory: Memory,
  request: MendWishes,
  listeningSince: number,
): Promise<MendReport> {
  const { pm2, apps, clock } = parts
  const { name, dataDir } = apps().config
  const rows = await parts.live()
  const idle = new Set(
    rows.filter((row) => !isWanted(row)).map((row) => botAppName(name, row.slug)),
  )
  const wanted = wantedOf(parts, memory, rows.filter(isWanted), request)
  const situation = (list: readonly Pm2App[]): Situation => ({
    wanted,
    apps: list,
    dataDir,
    serverApp: serverAppName(name),
    now: clock.now(),
    listeningSince,
    retryBroken: request.retryBroken,
  })
  await untilOrphansEnd(pm2, apps(), clock)
  await untilStraysEnd(pm2, apps(), clock)
  const before = await pm2.list()
  const plan = planMend(situation(before), idle)
  await pm2.stop(plan.stop)
  await pm2.remove(plan.remove)
  const failed = await bringUp(parts, memory, plan, before)
  const tried = new Set([...plan.start, ...plan.replace.map((each) => each.wanted)])
  const quick = tried.size === 0 ? [] : await settle(parts, situation, tried, failed)
  return conclude(parts, memory, rows, plan, [...failed, ...quick])
}

function wantedOf(
  { apps, reportedAt, activity }: MenderParts,
  memory: Memory,
  rows: readonly TenantRow[],
  request: MendWishes,
): readonly Wanted[] {
  const builds = new Map<string, string>()
  const memoised = (script: string): string => {
    const known = builds.get(script) ?? buildOf(script)
    builds.set(script, known)
    return known
  }
  const busiestFirst = rows.toSorted((one, other) => activity(other.id) - activity(one.id))
  return busiestFirst.map((row) => {
    const entry = botApp({ ...apps(), buildOf: memoised }, row)
    const unmigrated = memory.unmigrated.get(row.slug)
    return {
      slug: row.slug,
      entry,
      reportedAt: reportedAt(row.id),
      patienceMs: Math.min(
        PATIENCE_MS * 2 ** (memory.hung.get(row.slug) ?? 0),
        LONGEST_PATIENCE_MS,
      ),
      asked: request.asked.has(row.slug),
      renew: request.renew.has(row.slug),
      broken: unmigrated?.build === entry.env['FLOTILLA_BUILD'] ? unmigrated : undefined,
    }
  })
}

export type Failure = Broken & { readonly slug: string }

/** Ends, migrates and starts in batches. @returns the tenants that could not be migrated */
async function bringUp(
  parts: MenderParts,
  memory: Memory,
  plan: Plan,
  before: readonly Pm2App[],
): Promise<readonly Failure[]> {
  const jobs = [
    ...plan.start.map((wanted) => ({ wanted, id: undefined, why: 'missing' as const })),
    ...plan.replace,
  ]
  const failures: Failure[] = []
  for (let at = 0; at < jobs.length; at += BATCH) {
    const batch = jobs.slice(at, at + BATCH)
    for (const { wanted, why } of batch) {
      parts.tell.mending(wanted.slug, why)
      if (why === 'hung') memory.hung.set(wanted.slug, (memory.hung.get(wanted.slug) ?? 0) + 1)
    }
    await parts.pm2.remove(batch.flatMap(({ id }) => (id === undefined ? [] : [id])))
    const buildBefore = new Map(before.map((app) => [app.id, app.build]))
    const stale = batch.filter(
      ({ wanted, id, why }) =>
        id === undefined ||
        why === 'retried' ||
        buildBefore.get(id) !== wanted.entry.env['FLOTILLA_BUILD'],
    )
    const strange = await ownFirst(parts, batch)
    const isStrange = new Set(strange.map(({ slug }) => slug))
    const failed = [
      ...strange,
      ...(await migrateFirst(
        parts,
        memory,
        stale.map((job) => job.wanted).filter(({ slug }) => !isStrange.has(slug)),
      )),
    ]
    failures.push(...failed)
    const left = new Set(failed.map((failure) => failure.slug))
    const usable = batch.filter(({ wanted }) => !left.has(wanted.slug))
    await parts.pm2.start(usable.map(({ wanted }) => wanted.entry))
  }
  return failures
}

async function ownFirst(
  { settleOwner }: MenderParts,
  batch: readonly { readonly wanted: Wanted }[],
): Promise<readonly Failure[]> {
  const failures: Failure[] = []
  for (const { wanted } of batch) {
    const trouble = await settleOwner?.(wanted.slug)
    if (trouble) failures.push({ slug: wanted.slug, ...trouble })
  }
  return failures
}

async function migrateFirst(
  { apps, migrate }: MenderParts,
  memory: Memory,
  wanted: readonly Wanted[],
): Promise<readonly Failure[]> {
  const folders = foldersBelow(apps().config.dataDir)
  const bySlug = new Map(wanted.map((one): [string, Wanted] => [one.slug, one]))
  const answers = await migrate(wanted.map(({ slug }) => folders.of(slug)))
  for (const { slug } of wanted) memory.unmigrated.delete(slug)
  return answers.flatMap(({ slug, ok, inUse, code, detail }) => {
    const one = bySlug.get(slug)
    if (ok || inUse || !one) return []
    const failure = {
      slug,
      code: code ?? 'database_broken',
      detail: detail ?? 'Its databases could not be brought to the current schema.',
    }
    memory.unmigrated.set(slug, { ...failure, build: one.entry.env['FLOTILLA_BUILD'] ?? '' })
    return [failure]
  })
}

/** Looks again at what was just started: some refuse at once, some PM2 could not start at all. */
async function settle(
  { pm2 }: MenderParts,
  situation: (list: readonly Pm2App[]) => Situation,
  tried: ReadonlySet<Wanted>,
  failed: readonly Failure[],
): Promise<readonly Failure[]> {
  const unmigrated = new Set(failed.map((failure) => failure.slug))
  const expected = [...tried].filter((one) => !unmigrated.has(one.slug))
  const plain = expected.map((one) => ({ ...one, asked: false, renew: false, broken: undefined }))
  const after = planMend({ ...situation(await pm2.list()), wanted: plain, retryBroken: false })
  await pm2.stop(after.stop)
  const missing = after.start.map(({ slug }) => ({
    slug,
    code: 'fleet_failed',
    detail: 'PM2 was asked to start it and does not list it. `pm2 logs` may say why.',
  }))
  return [...after.broken, ...missing]
}

function conclude(
  { tell, refusalOf }: MenderParts,
  { hindrances }: Memory,
  rows: readonly TenantRow[],
  plan: Plan,
  failures: readonly Failure[],
): MendReport {
  const rowOf = new Map(rows.map((row): [string, TenantRow] => [row.slug, row]))
  const broken = [...plan.broken, ...failures].map((failure) => {
    const row = rowOf.get(failure.slug)
    const said = failure.code === 'bot_refused' && row ? refusalOf(row) : undefined
    return { ...failure, ...said }
  })
  const known = new Map(hindrances)
  hindrances.clear()
  for (const { slug, exitCode } of plan.restarting) {
    hindrances.set(slug, { kind: 'restarting', exitCode })
  }
  for (const slug of plan.stoppedByHand) hindrances.set(slug, { kind: 'by-hand' })
  for (const { slug, code, detail } of broken) {
    hindrances.set(slug, { kind: 'broken', code, detail })
    const before = known.get(slug)
    if (before?.kind !== 'broken' || before.detail !== detail) tell.broken(slug, { code, detail })
  }
  const failed = new Set(failures.map((failure) => failure.slug))
  const well = (slug: string): boolean => !failed.has(slug)
  return {
    started: plan.start.map(({ slug }): string => slug).filter(well),
    restarted: plan.replace.map(({ wanted }): string => wanted.slug).filter(well),
    unchanged: [...plan.unchanged],
    stoppedByHand: [...plan.stoppedByHand],
    broken,
  }
}
