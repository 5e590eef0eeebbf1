import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../common/kit/clock.ts'
import { codeOf } from '../../common/kit/errors.ts'
import { botAppName, serverAppName } from './apps.ts'
import type { AppParts } from './apps.ts'
import type { Pm2 } from './pm2.ts'
import { commandOf, isAlive, signal } from './processes.ts'

/** By then a process that notices its broken channel has ended by itself. */
const ASK_AFTER_MS = 1500
/** What PM2 would give them, and then do. */
const FORCE_AFTER_MS = ASK_AFTER_MS + 8000
const GIVE_UP_AFTER_MS = FORCE_AFTER_MS + 1000
const LOOK_EVERY_MS = 100

/**
 * Waits until the processes that a dead PM2 daemon left behind have ended; they hold sessions and
 * ports, and no daemon will ever stop them. Those that do not go by themselves are asked to, and in
 * the end made to. Returns at once while a daemon lives.
 * @returns the process ids that are still there after all that
 */
export async function untilOrphansEnd(
  pm2: Pick<Pm2, 'home' | 'daemonPid'>,
  parts: Pick<AppParts, 'config' | 'programs'>,
  clock: Clock,
): Promise<readonly number[]> {
  const began = clock.now()
  const signals = [
    { after: ASK_AFTER_MS, name: 'SIGINT' },
    { after: FORCE_AFTER_MS, name: 'SIGKILL' },
  ] as const
  let sent = 0
  for (;;) {
    if (pm2.daemonPid() !== undefined) return []
    const left = await orphans(pm2.home, parts)
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
