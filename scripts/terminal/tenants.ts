import type { HistoryProgress } from '../../common/contracts/history.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { table } from './print.ts'

/** The tenants as a table for a terminal, with what a human should do next below it. */
export function tenantTable(tenants: readonly Tenant[]): string {
  const rows = tenants.map((tenant) => [
    tenant.slug,
    tenant.name,
    tenant.phone ?? '-',
    String(tenant.botPort),
    `${tenant.memoryMb ?? '-'}/${tenant.memoryLimitMb}`,
    tenant.connection.state,
  ])
  const notes = tenants.flatMap((tenant) => {
    const { connection, slug, warnings, history } = tenant
    const todo = connection.action ? [`${slug}: ${connection.sentence} ${connection.action}`] : []
    const past = history?.state === 'reading' ? [`${slug}: ${pastSentence(history)}`] : []
    return [...todo, ...past, ...warnings.map((warning) => `${slug}: ${warning}`)]
  })
  const head = table(['SLUG', 'BUSINESS', 'PHONE', 'PORT', 'MIB', 'CONNECTION'], rows)
  return notes.length > 0 ? `${head}\n\n${notes.join('\n')}` : head
}

const pastSentence = ({ parts, messages }: HistoryProgress): string =>
  `takes in what was written before it was linked: ${messages} messages so far, ${parts.waiting} parts to go.`
