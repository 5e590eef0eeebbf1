import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import type { Clock } from '../../common/kit/clock.ts'
import { codeOf } from '../../common/kit/errors.ts'
import { makePrivateFolder } from '../../common/kit/files.ts'
import { dirname } from 'node:path'
import { foldersBelow } from '../tenants/folders.ts'
import { botAppName, serverApp, serverAppName } from './apps.ts'
import type { AppParts } from './apps.ts'
import type { Pm2, Pm2App } from './pm2.ts'
import { clashSentence } from './reconcile.ts'

export type ServerStart = 'started' | 'restarted' | 'unchanged'

/**
 * Makes sure that the server runs under PM2 in its current form. PM2 has been waited for, the
 * server may still be opening.
 * @throws {Problem} `clash` when the name belongs to another installation; `fleet_failed`
 */
export async function startServer(pm2: Pm2, parts: AppParts): Promise<ServerStart> {
  const entry = serverApp(parts)
  makePrivateFolder(dirname(foldersBelow(parts.config.dataDir).serverLog()))
  const named = (await pm2.list()).filter((app) => app.name === entry.name)
  const foreign = named.find((app) => app.dataDir !== parts.config.dataDir)
  if (foreign) throw problem('clash', clashSentence(foreign))
  const [app] = named
  if (app && isFine(app) && app.fingerprint === entry.env['FLOTILLA_FINGERPRINT']) {
    return 'unchanged'
  }
  await pm2.remove(named.map((other) => other.id))
  await pm2.start([entry])
  return app ? 'restarted' : 'started'
}

const isFine = (app: Pm2App): boolean => app.status === 'online' || app.status === 'launching'

/**
 * Ends this installation's apps: bots that were stopped by hand stay on PM2's list, so that the
 * next start respects them; everything else goes off it. Other apps and the daemon are left alone.
 * @returns the names of the apps that were ended
 */
export async function stopFleet(pm2: Pm2, { config }: AppParts): Promise<readonly string[]> {
  const ours = (await pm2.list()).filter((app) => app.dataDir === config.dataDir)
  const isServer = (app: Pm2App): boolean => app.name === serverAppName(config.name)
  const running = ours.filter((app) => isServer(app) || app.status !== 'stopped')
  // The server first, or it would mend what is being stopped.
  await pm2.remove(running.filter(isServer).map((app) => app.id))
  await pm2.remove(running.filter((app) => !isServer(app)).map((app) => app.id))
  return running.map((app) => app.name)
}

const ORPHANS_END_WITHIN_MS = 10_000

/**
 * Waits until the processes that a dead PM2 daemon left behind have ended. They notice that their
 * channel is gone and close; until then they hold their sessions and ports.
 * @returns the process ids that are still there after 10 s
 */
export async function untilOrphansEnd(
  pm2: Pm2,
  { config }: AppParts,
  clock: Clock,
): Promise<readonly number[]> {
  const deadline = clock.now() + ORPHANS_END_WITHIN_MS
  for (;;) {
    const left = pm2.daemonPid() === undefined ? orphans(pm2.home, config.name) : []
    if (left.length === 0 || clock.now() >= deadline) return left
    await clock.sleep(100)
  }
}

/** PM2 writes each process' id to `pids/<name>-<app id>.pid`; the files outlive a killed daemon. */
function orphans(home: string, name: string): readonly number[] {
  const folder = join(home, 'pids')
  const server = `${serverAppName(name)}-`
  const bots = botAppName(name, '')
  return filesIn(folder)
    .filter((file) => file.startsWith(server) || file.startsWith(bots))
    .map((file) => Number(readFileSync(join(folder, file), 'utf8')))
    .filter((pid) => Number.isInteger(pid) && pid > 0 && isAlive(pid))
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
