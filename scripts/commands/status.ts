import { Command } from 'commander'
import { EXIT } from '../../common/domain/exit-codes.ts'
import { listTenants } from '../../common/contracts/public-api.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { say, sayJson } from '../terminal/print.ts'
import { tenantTable } from '../terminal/tenants.ts'

/** Says whether everything that should run does; 1 when something does not. */
export const statusCommand = (): Command =>
  new Command('status')
    .description('Show whether the server and every wanted bot are well (exit code 1 if not).')
    .option('--json', 'print JSON')
    .action(async (options: { readonly json?: boolean }) => {
      const installation = thisInstallation()
      const { server } = installation
      const { tenants } = await callServer(server, listTenants)
      const readiness = await installation.readiness()
      if (options.json) sayJson({ url: server.url, ...readiness, tenants })
      else {
        say(`Server: ${server.url} (PM2 ${installation.fleet.isDaemonAlive() ? 'alive' : 'gone'})`)
        say(tenants.length > 0 ? `\n${tenantTable(tenants)}` : 'No tenant yet.')
        for (const { slug, reason } of readiness.missing) say(`\n${slug}: ${reason}`)
      }
      if (!readiness.ready) process.exitCode = EXIT.failed
    })
