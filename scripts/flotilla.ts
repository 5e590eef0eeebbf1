// `node scripts/with-node.mjs scripts/flotilla.ts <command>`; npm scripts are aliases of its commands.
import { Command, CommanderError } from 'commander'
import { EXIT } from '../common/domain/exit-codes.ts'
import { addTenantCommand } from './commands/add-tenant.ts'
import { chaosCommand } from './commands/chaos.ts'
import { demoCommand } from './commands/demo.ts'
import { ecosystemCommand } from './commands/ecosystem.ts'
import { limitTenantCommand } from './commands/limit-tenant.ts'
import { listTenantsCommand } from './commands/list-tenants.ts'
import { logsCommand } from './commands/logs.ts'
import { migrateCommand } from './commands/migrate.ts'
import { pairCommand } from './commands/pair.ts'
import { removeTenantCommand, restoreTenantCommand } from './commands/remove-tenant.ts'
import { exportSessionCommand, importSessionCommand } from './commands/sessions.ts'
import { resetTenantCommand } from './commands/reset-tenant.ts'
import { startCommand } from './commands/start.ts'
import { statsCommand } from './commands/stats.ts'
import { statusCommand } from './commands/status.ts'
import {
  restartTenantCommand,
  startTenantCommand,
  stopTenantCommand,
} from './commands/tenant-actions.ts'
import { stopCommand } from './commands/stop.ts'
import { explain } from './terminal/explain.ts'

const COMMANDS = [
  startCommand,
  stopCommand,
  statusCommand,
  statsCommand,
  logsCommand,
  addTenantCommand,
  listTenantsCommand,
  removeTenantCommand,
  restoreTenantCommand,
  resetTenantCommand,
  startTenantCommand,
  stopTenantCommand,
  restartTenantCommand,
  limitTenantCommand,
  pairCommand,
  migrateCommand,
  ecosystemCommand,
  importSessionCommand,
  exportSessionCommand,
  demoCommand,
  chaosCommand,
]

/** 2 for a command that was typed wrongly, as shells do. */
const USAGE = 2

process.umask(0o077)
const program = new Command('flotilla')
  .description('A fleet of WhatsApp bots, one process per business.')
  .exitOverride()
for (const command of COMMANDS) program.addCommand(command().exitOverride())

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : USAGE
  else {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = EXIT.failed
  }
}
