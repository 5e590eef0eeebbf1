import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readTextIfThere } from '../../common/kit/files.ts'
import { isAlive, signal } from '../../server/fleet/processes.ts'
import type { Random } from '../../simulator/random.ts'
import { slugOf, spanOf } from './plan.ts'
import type { ChaosPlan, Point } from './plan.ts'
import type { Stage } from './stage.ts'

/** How many died, by the way they did. */
export type Kills = ReadonlyMap<string, number>

type Count = (what: string, slug?: string) => void

export interface KillParts {
  readonly stage: Stage
  readonly plan: ChaosPlan
  readonly random: Random
  /** The load is over: nobody is killed any more. */
  readonly over: AbortController
}

/** An order that no message has carried out by then is taken back. */
const ORDER_MS = 4000
const BACK_MS = 30_000
const LOOK_MS = 25
/** Of ten kills of a bot, as many are at a random time. */
const RANDOM_OF_TEN = 3
const SERVER_EVERY_MS = 6000
const DAEMON_EVERY_MS = 25_000

/** Kills until the load is over. Each tenant's kills are drawn from the seed, their moments are not. */
export async function runKills(parts: KillParts): Promise<Kills> {
  const counts = new Map<string, number>()
  const { stage, plan, random } = parts
  const count = (what: string, slug?: string): void => {
    counts.set(what, (counts.get(what) ?? 0) + 1)
    stage.witness.note({ killed: what, slug })
  }
  const soFar = (): number =>
    [...counts.values()].reduce((total, each) => total + each, killsIn(stage.folder).length)
  const bots = stage.tenants.map((tenant) =>
    killBot(parts, tenant, random.fork(`kill ${tenant}`), count),
  )
  await Promise.all([
    endInTime(parts, soFar, plan.kills === undefined ? undefined : Promise.all(bots)),
    ...bots,
    ...(plan.wild ? [killServer(parts, random.fork('server'), count)] : []),
    ...(plan.wild ? [killDaemon(parts, count)] : []),
  ])
  for (const { point } of killsIn(stage.folder)) {
    counts.set(`bot at ${point}`, (counts.get(`bot at ${point}`) ?? 0) + 1)
  }
  return new Map([...counts].sort(([one], [other]) => one.localeCompare(other)))
}

/** When the time is up, and drawn out if too few have died, or one not as often as it shall. */
async function endInTime(
  { plan, over }: KillParts,
  soFar: () => number,
  allDone: Promise<unknown> = Promise.resolve(),
): Promise<void> {
  const { ms, longerMs } = spanOf(plan)
  let isDone = false
  void allDone.then(() => (isDone = true))
  await rest(ms, over.signal)
  const isEnough = (): boolean => isDone && soFar() >= (plan.atLeast ?? 0)
  await untilSo(isEnough, longerMs - ms, over.signal)
  over.abort()
}

async function killBot(
  { stage, plan, over: { signal: over } }: KillParts,
  tenant: number,
  random: Random,
  count: Count,
): Promise<void> {
  const { folder } = stage
  const slug = slugOf(tenant)
  const died = new Map(plan.points.map((point) => [point, 0]))
  const isLeft = (point: Point): boolean => (died.get(point) ?? 0) < (plan.kills ?? Infinity)
  const points = dealt(random, plan.points, isLeft)
  let id = 0
  while (!over.aborted && plan.points.some(isLeft)) {
    const before = pidOf(folder, slug)
    id += 1
    if (plan.wild && random.int(10) < RANDOM_OF_TEN) {
      await rest(random.int(800), over)
      const pid = pidOf(folder, slug)
      if (pid === undefined || !isAlive(pid) || !signal(pid, 'SIGKILL')) continue
      count('bot at a random time', slug)
    } else {
      const point = points.next().value
      const order = { id, point, nth: plan.nth ?? 1 + random.int(3) }
      if (!(await isCarriedOut(folder, slug, order, over))) continue
      died.set(point, (died.get(point) ?? 0) + 1)
    }
    const isBack = (): boolean => pidOf(folder, slug) !== before
    await untilSo(isBack, BACK_MS, over)
    await rest(random.int(600), over)
  }
}

/** All that are left in an order of chance, again and again: none is left out for long. */
function* dealt<T>(
  random: Random,
  all: readonly T[],
  isLeft: (one: T) => boolean,
): Generator<T, never> {
  for (;;) {
    const left = all.filter(isLeft)
    while (left.length > 0) yield* left.splice(random.int(left.length), 1)
  }
}

interface Order {
  readonly id: number
  readonly point: string
  readonly nth: number
}

async function isCarriedOut(
  folder: string,
  slug: string,
  order: Order,
  over: AbortSignal,
): Promise<boolean> {
  const file = join(folder, 'orders', slug)
  writeFileSync(`${file}.new`, JSON.stringify(order))
  renameSync(`${file}.new`, file)
  await untilSo(() => !existsSync(file), ORDER_MS, over)
  const isDone = !existsSync(file)
  rmSync(file, { force: true })
  return isDone
}

/**
 * A server that was killed is let work again, for at least as long as it was away: on a slow machine
 * it would otherwise never be there for its callers.
 */
async function killServer(
  { stage, over: { signal: over } }: KillParts,
  random: Random,
  count: Count,
): Promise<void> {
  let away = 0
  while (!over.aborted) {
    await rest(Math.max(away, SERVER_EVERY_MS / 2 + random.int(SERVER_EVERY_MS)), over)
    const pid = await pidOfApp(stage, 'flotilla-server')
    if (over.aborted || pid === undefined || !signal(pid, 'SIGKILL')) continue
    count('server')
    const died = Date.now()
    while (!over.aborted && !(await stage.answers())) await rest(LOOK_MS * 4, over)
    away = Date.now() - died
  }
}

/** Kills PM2 itself from time to time; whoever watches over the installation brings everything back. */
async function killDaemon(
  { stage, over: { signal: over } }: KillParts,
  count: Count,
): Promise<void> {
  const { fleet } = stage.installation
  // Early in the first span of that length, so that a short run has one too.
  await rest(DAEMON_EVERY_MS / 3, over)
  while (!over.aborted) {
    const pid = fleet.daemonPid()
    const recoveries = stage.recoveries()
    if (pid !== undefined && signal(pid, 'SIGKILL')) count('PM2')
    await untilSo(() => stage.recoveries() > recoveries, BACK_MS, over)
    await rest(DAEMON_EVERY_MS, over)
  }
}

function pidOf(folder: string, slug: string): number | undefined {
  const pid = Number(readTextIfThere(join(folder, 'pids', slug)))
  return pid > 0 ? pid : undefined
}

/** PM2 writes each process' id to `pids/<name>-<app id>.pid`. */
async function pidOfApp({ pm2Home }: Stage, name: string): Promise<number | undefined> {
  const folder = join(pm2Home, 'pids')
  const files = (await readdir(folder).catch(() => [])).filter((file) =>
    file.startsWith(`${name}-`),
  )
  const pids = files.map((file) => Number(readTextIfThere(join(folder, file))))
  return pids.find((pid) => pid > 0 && isAlive(pid))
}

/** Those who killed themselves at a point. */
function killsIn(folder: string): readonly { readonly point: string }[] {
  const file = join(folder, 'kills.log')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map(pointIn)
}

function pointIn(line: string): { readonly point: string } {
  const read: unknown = JSON.parse(line)
  const isKill = typeof read === 'object' && read !== null && 'point' in read
  return { point: isKill ? String(read.point) : 'nowhere' }
}

async function untilSo(isSo: () => boolean, ms: number, over: AbortSignal): Promise<void> {
  const deadline = Date.now() + ms
  while (!isSo() && !over.aborted && Date.now() < deadline) await sleep(LOOK_MS)
}

/** Ends early, and quietly, when the load is over. */
export async function rest(ms: number, over: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: over }).catch(() => undefined)
}
