import { Command } from 'commander'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { problem } from '../../common/contracts/errors.ts'
import { thisInstallation } from '../installation.ts'

interface Options {
  readonly lines: string
  readonly follow: boolean
}

/** Shows a bot's log file (or the server's) and follows it. */
export const logsCommand = (): Command =>
  new Command('logs')
    .description("Show a tenant's log and follow it (`server` for the server's).")
    .argument('<tenant>', "the tenant's slug, or `server`")
    .option('-n, --lines <count>', 'how many lines to begin with', '50')
    .option('--no-follow', 'end after the last line')
    .action(async (tenant: string, options: Options) => {
      const file = thisInstallation().logFile(tenant)
      if (!existsSync(file)) {
        throw problem(
          'unknown_tenant',
          `There is no log of ${tenant}. \`npm run list-tenants\` shows the tenants there are.`,
        )
      }
      const args = ['-n', options.lines, ...(options.follow ? ['-F'] : []), file]
      await new Promise<void>((resolve, reject) => {
        const tail = spawn('tail', args, { stdio: 'inherit' })
        tail.on('error', reject)
        tail.on('close', () => resolve())
      })
    })
