import { MEMORY_LIMIT_MB } from '../../common/domain/memory-limit.ts'
import type { TenantRow } from '../store/tenants.ts'

/** What follows from a tenant's memory limit, in MiB. Memory is what is the process' own. */
export interface BotLimits {
  /** Past it the watcher outside ends the bot. */
  readonly cap: number
  /** Past it the bot finishes what it is at and starts again by itself. */
  readonly soft: number
  /** What V8 may take for JavaScript's objects; buffers and SQLite's pages come on top. */
  readonly heap: number
  /** What PM2 looks at twice a minute, with the shared program in it: when no server watches. */
  readonly whole: number
}

/** The Node binary, libraries and program, as far as they are resident: about 60 MiB. */
const SHARED_MB = 144

/** The limits of a tenant's bot. */
export function limitsOf({ memoryLimitMb }: Pick<TenantRow, 'memoryLimitMb'>): BotLimits {
  const cap = memoryLimitMb ?? MEMORY_LIMIT_MB.usual
  return {
    cap,
    soft: Math.floor((cap * 3) / 4),
    heap: Math.floor(cap / 2),
    whole: cap + SHARED_MB,
  }
}

/** What of it stands in the PM2 entry of the bot. */
export function limitFields(tenant: Pick<TenantRow, 'memoryLimitMb'>): {
  readonly nodeArgs: readonly string[]
  readonly maxMemory: string
  readonly env: Readonly<Record<string, string>>
} {
  const { soft, heap, whole } = limitsOf(tenant)
  return {
    nodeArgs: [`--max-old-space-size=${heap}`],
    maxMemory: `${whole}M`,
    env: { BOT_SOFT_LIMIT_MB: String(soft) },
  }
}
