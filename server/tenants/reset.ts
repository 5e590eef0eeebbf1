import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import { makePrivateFolder } from '../../common/kit/files.ts'
import type { MigrateFolders } from '../fleet/migrate-tool.ts'
import type { TenantRow } from '../store/tenants.ts'
import type { Folders } from './folders.ts'

export interface ResetParts {
  readonly folders: Folders
  readonly now: () => number
  /** Has a tenant's databases opened and closed: nothing of them lies beside their files then. */
  readonly migrate: MigrateFolders
  /** Makes its folders the server's alone until its bot starts again. */
  readonly take: (tenant: TenantRow) => Promise<void>
  /** Does something between the end of a tenant's bot and its next start. */
  readonly whileEnded: (tenant: TenantRow, work: () => Promise<void>) => Promise<void>
}

/** What of a database may lie beside its file; it has to go with it, and first. */
const BESIDE = ['business.db-wal', 'business.db-shm'] as const

/**
 * Ends a tenant's bot and puts what has happened so far away: messages, books, files. Who the tenant
 * is and its session stay, so that its bot goes on with empty books and without a new QR.
 * @returns the folder that it lies in now
 * @throws {Problem} `session_in_use` while a bot that somebody runs by hand has it open
 */
export async function resetTenant(parts: ResetParts, tenant: TenantRow): Promise<string> {
  const folder = parts.folders.of(tenant.slug)
  const stamp = new Date(parts.now()).toISOString().replaceAll(/[:.]/g, '-')
  const backup = join(parts.folders.backups(tenant.slug), `reset-${stamp}`)
  await parts.whileEnded(tenant, async () => {
    const answers = await parts.migrate([folder])
    if (answers.some(({ inUse }) => inUse === true)) throw inUse(tenant)
    await parts.take(tenant)
    makePrivateFolder(backup)
    // A database that could not be closed goes with what is beside it.
    for (const name of [...BESIDE, 'business.db', 'media']) {
      if (existsSync(join(folder, name))) renameSync(join(folder, name), join(backup, name))
    }
    makePrivateFolder(join(folder, 'media'))
  })
  return backup
}

const inUse = ({ slug }: TenantRow): Error =>
  problem(
    'session_in_use',
    `A bot of ${slug} runs that PM2 does not know. End it, then reset again; nothing was changed.`,
  )
