import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../common/kit/clock.ts'
import { codeOf } from '../../common/kit/errors.ts'
import { botAppName, serverAppName } from './apps.ts'
import type { AppParts } from './apps.ts'
import type { Pm2 } from './pm2.ts'
import { childrenOf, commandOf, isAlive, signal, variableOf } from './processes.ts'

/** By then a process that notices its broken channel has ended by itself. */
const ASK_AFTER_MS = 1500
/** What PM2 would give them, and then do. */
const FORCE_AFTER_MS = ASK_AFTER_MS + 8000
const GIVE_UP_AFTER_MS = FORCE_AFTER_MS + 1000
const LOOK_EVERY_MS = 100
/** PM2 lists what it starts at once, also under load. */
const LISTED_AFTER_MS = 1000

/**
 * Waits until the processes that a dead PM2 daemon left behind have ended; they hold sessions and
 * ports, and no daemon will ever stop them. Returns at once while a daemon lives.
 * @returns the process ids that are still there after all that
 */
export const untilOrphansEnd = async (
  pm2: Pick<Pm2, 'home' | 'daemonPid'>,
  parts: Pick<AppParts, 'config' | 'programs'>,
  clock: Clock,
): Promise<readonly number[]> =>
  await untilGone(
    async () => (pm2.daemonPid() === undefined ? await orphans(pm2.home, parts) : []),
    clock,
  )

/**
 * Ends what runs under PM2's daemon without being on its list: two starts of one app at the same
 * time leave such a process behind (7.0.4), which holds the session and the port of the one that is
 * listed, and which no `pm2 stop` reaches. What is only about to be listed is left alone. Their apps
 * are taken off the list first: PM2 starts again whatever ends under an id that it has, and would have
 * two of them anew.
 * @returns the process ids that are still there after all that
 */
export async function untilStraysEnd(
  pm2: Pick<Pm2, 'list' | 'daemonPid' | 'remove'>,
  { config, programs }: Pick<AppParts, 'config' | 'programs'>,
  clock: Clock,
): Promise<readonly number[]> {
  const suspects = await unlisted(pm2, programs)
  if (suspects.length === 0) return []
  await clock.sleep(LISTED_AFTER_MS)
  const still = new Set(await unlisted(pm2, programs))
  const strays = suspects.filter((pid) => still.has(pid))
  const ids = new Set(strays.map((pid) => variableOf(pid, 'pm_id')))
  const apps = (await pm2.list()).filter(
    ({ id, dataDir }) => ids.has(String(id)) && dataDir === config.dataDir,
  )
  await pm2.remove(apps.map(({ id }) => id))
  return await untilGone(async () => strays.filter(isAlive), clock)
}

async function unlisted(
  pm2: Pick<Pm2, 'list' | 'daemonPid'>,
  programs: AppParts['programs'],
): Promise<readonly number[]> {
  const daemon = pm2.daemonPid()
  // Looked at before the list is: whatever was started meanwhile is not among them.
  const children = daemon === undefined ? [] : await ofProgram(await childrenOf(daemon), programs)
  if (children.length === 0) return []
  const listed = new Set((await pm2.list()).map(({ pid }) => pid))
  return children.filter((pid) => !listed.has(pid) && isAlive(pid))
}

async function ofProgram(
  pids: readonly number[],
  { bot }: AppParts['programs'],
): Promise<readonly number[]> {
  const bots: number[] = []
  for (const pid of pids) if ((await commandOf(pid)).includes(bot)) bots.push(pid)
  return bots
}

/** Those that do not go by themselves are asked to, and in the end made to. */
async function untilGone(
  leftNow: () => Promise<readonly number[]>,
  clock: Clock,
): Promise<readonly number[]> {
  const began = clock.now()
  const signals = [
    { after: ASK_AFTER_MS, name: 'SIGINT' },
    { after: FORCE_AFTER_MS, name: 'SIGKILL' },
  ] as const
  let sent = 0
  for (;;) {
    const left = await leftNow()
    const waited = clock.now() - began
    if (left.length === 0 || waited >= GIVE_UP_AFTER_MS) return left
    const next = signals[sent]
    if (next && waited >= next.after) {
      for (const pid of left) signal(pid, next.name)
      sent += 1
    }
    await clock.sleep(LOOK_EVERY_MS)
  }
}

/** PM2 writes each process' id to `pids/<name>-<app id>.pid`; the files outlive a killed daemon. */
async function orphans(
  home: string,
  { config, programs }: Pick<AppParts, 'config' | 'programs'>,
): Promise<readonly number[]> {
  const folder = join(home, 'pids')
  const prefixes = [`${serverAppName(config.name)}-`, botAppName(config.name, '')]
  const pids = filesIn(folder)
    .filter((file) => prefixes.some((prefix) => file.startsWith(prefix)))
    .map((file) => Number(readFileSync(join(folder, file), 'utf8')))
    .filter((pid) => Number.isInteger(pid) && pid > 0 && isAlive(pid))
  const ours: number[] = []
  for (const pid of pids) {
    if (isOurProgram(await commandOf(pid), [programs.server, programs.bot])) ours.push(pid)
  }
  return ours
}

/** A process id may belong to somebody else by now. PM2 names its children `node <script>`. */
function isOurProgram(command: string, scripts: readonly string[]): boolean {
  if (command.includes('ProcessContainerFork.js')) return true
  return scripts.some((script) => command.includes(script))
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
