import { dirname } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { makePrivateFolder } from '../../common/kit/files.ts'
import { foldersBelow } from '../tenants/folders.ts'
import { serverApp, serverAppName } from './apps.ts'
import type { AppParts } from './apps.ts'
import { untilOrphansEnd } from './orphans.ts'
import type { Pm2 } from './pm2.ts'
import type { Pm2App } from './pm2-list.ts'
import { clashSentence } from './reconcile.ts'

export type ServerStart = 'started' | 'restarted' | 'unchanged'

/**
 * Makes sure that the server runs under PM2 in its current form. PM2 has been waited for, the
 * server may still be opening.
 * @throws {Problem} `clash` when the name belongs to another installation; `fleet_failed`
 */
export async function startServer(pm2: Pm2, parts: AppParts): Promise<ServerStart> {
  const entry = serverApp(parts)
  await untilOrphansEnd(pm2, parts, systemClock)
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
