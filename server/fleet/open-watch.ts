import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'
import type { EndKind } from '../../common/contracts/incidents.ts'
import type { Clock } from '../../common/kit/clock.ts'
import { askForSign } from '../bots/question.ts'
import type { ServerConfig } from '../config.ts'
import type { TenantRow } from '../store/tenants.ts'
import { botAppName, botLogOf } from './apps.ts'
import type { Programs } from './apps.ts'
import { cgroupsIfPossible } from './cgroups.ts'
import type { Pm2 } from './pm2.ts'
import { openEye } from './watch/bot-eye.ts'
import { pm2Pids } from './watch/pids.ts'
import { BotWatch } from './watch/watch.ts'
import type { WatchParts } from './watch/watch.ts'

export interface OpenWatchParts {
  readonly config: ServerConfig
  readonly programs: Programs
  readonly pm2: Pick<Pm2, 'home'>
  readonly clock: Clock
  readonly live: () => Promise<readonly TenantRow[]>
  readonly lastWord: WatchParts['lastWord']
  readonly tell: {
    readonly ended: (tenant: TenantRow, kind: EndKind, detail: string) => void
    readonly crowded: (bots: number) => void
    readonly noCgroups: (reason: string) => void
  }
}

const CGROUPS = '/sys/fs/cgroup'

/** The watch over this installation's bots, as they run on this machine. Its `keep` has to be called. */
export function openWatch(parts: OpenWatchParts): BotWatch {
  const { config, programs, pm2, tell } = parts
  const wantsCgroups = config.botCgroups !== 'off'
  return new BotWatch({
    clock: parts.clock,
    live: parts.live,
    lastWord: parts.lastWord,
    tell,
    pids: pidsOf(pm2.home),
    appOf: (tenant) => botAppName(config.name, tenant.slug),
    groupOf: (tenant) => `${botAppName(config.name, tenant.slug)}-${tagOf(config.dataDir)}`,
    open: (pid, tenant) =>
      openEye(pid, [`TENANT_ID=${tenant.id}`, `FLOTILLA_DATA_DIR=${config.dataDir}`], programs.bot),
    ask: (tenant, timeoutMs) => askForSign(tenant.botHost, tenant.botPort, timeoutMs),
    log: {
      length: (tenant) => lengthOf(botLogOf(config, tenant.slug)),
      since: (tenant, at) => textSince(botLogOf(config, tenant.slug), at),
    },
    cgroups: cgroupsIfPossible(wantsCgroups ? CGROUPS : undefined, tell.noCgroups),
    endsHungLoops: !(config.botNodeArgs ?? []).some((flag) => flag.startsWith('--inspect')),
  })
}

const pidsOf = (home: string): WatchParts['pids'] => {
  const pids = pm2Pids(home)
  return () => pids.byApp()
}

/** Two installations may call their bots the same. */
const tagOf = (dataDir: string): string =>
  createHash('sha256').update(dataDir).digest('hex').slice(0, 8)

function lengthOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

/** More than V8 prints at its end. */
const MOST_READ = 64 * 1024

/**
 * The last of what a file has got since it was so long; one that is shorter now was begun anew.
 * Nothing, when it cannot be read.
 */
function textSince(file: string, from: number): string {
  const length = lengthOf(file)
  const start = Math.max(from <= length ? from : 0, length - MOST_READ)
  if (length === start) return ''
  const buffer = Buffer.alloc(length - start)
  try {
    const opened = openSync(file, 'r')
    try {
      return buffer.toString('utf8', 0, readSync(opened, buffer, 0, buffer.length, start))
    } finally {
      closeSync(opened)
    }
  } catch {
    // Moved away meanwhile: what it said stays untold.
    return ''
  }
}
