import type { MendReport } from '../../common/contracts/internal-api.ts'
import { oneAfterAnother } from '../../common/kit/in-turn.ts'
import type { TenantRow } from '../store/tenants.ts'
import { botAppName } from './apps.ts'
import { mendOnce } from './mend-once.ts'
import type { Hindrance, Memory, MenderParts } from './mend-once.ts'
import type { Pm2App } from './pm2-list.ts'

export interface MendRequest {
  /** Try again what refused to start or could not be migrated. */
  readonly retryBroken?: boolean
  /** Slugs that somebody wants started: a stop by hand ends with it. */
  readonly asked?: readonly string[]
  /** Slugs that shall get a fresh process. */
  readonly renew?: readonly string[]
}

/** Brings what runs to what should run. One mend at a time; requests that wait share the next one. */
export interface Mender {
  /** @throws {Problem} `fleet_failed` when PM2 cannot be used */
  mend(request?: MendRequest): Promise<MendReport>
  /**
   * Ends a tenant's bot and takes it off PM2's list.
   * @param work done before any mend may start it again
   */
  endBot(tenant: TenantRow, work?: () => Promise<void>): Promise<void>
  hindranceOf(slug: string): Hindrance | undefined
  /** A bot was heard, so whatever kept it from running is over. */
  heard(slug: string): void
  /** Nobody could be heard until now, because the machine slept, say: nobody is hung for that. */
  wasDeaf(): void
  /** When the last mend ended, in milliseconds since the epoch; 0 before the first. */
  lastMendAt(): number
}

interface Waiting {
  retryBroken: boolean
  readonly asked: Set<string>
  readonly renew: Set<string>
  readonly report: Promise<MendReport>
}

export function openMender(parts: MenderParts): Mender {
  const inTurn = oneAfterAnother()
  let listeningSince = parts.clock.now()
  const memory: Memory = { hindrances: new Map(), unmigrated: new Map(), hung: new Map() }
  let waiting: Waiting | undefined
  let lastMendAt = 0
  const enqueue = (): Waiting => {
    const batch: Waiting = {
      retryBroken: false,
      asked: new Set(),
      renew: new Set(),
      report: inTurn(async () => {
        waiting = undefined
        try {
          return await mendOnce(parts, memory, batch, listeningSince)
        } finally {
          lastMendAt = parts.clock.now()
        }
      }),
    }
    return batch
  }
  return {
    mend: ({ retryBroken = false, asked = [], renew = [] } = {}) => {
      waiting ??= enqueue()
      waiting.retryBroken ||= retryBroken
      for (const slug of asked) waiting.asked.add(slug)
      for (const slug of renew) waiting.renew.add(slug)
      return waiting.report
    },
    endBot: (tenant, work) =>
      inTurn(async () => {
        await endBot(parts, tenant)
        await work?.()
      }),
    hindranceOf: (slug) => memory.hindrances.get(slug),
    heard: (slug) => {
      memory.hindrances.delete(slug)
      memory.hung.delete(slug)
    },
    wasDeaf: () => {
      listeningSince = parts.clock.now()
    },
    lastMendAt: () => lastMendAt,
  }
}

async function endBot({ pm2, apps }: MenderParts, tenant: TenantRow): Promise<void> {
  const { name, dataDir } = apps().config
  const ours = (app: Pm2App): boolean =>
    app.dataDir === dataDir && app.name === botAppName(name, tenant.slug)
  await pm2.remove((await pm2.list()).filter(ours).map((app) => app.id))
}
