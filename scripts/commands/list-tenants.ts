import { Command } from 'commander'
import { listTenants } from '../../common/contracts/public-api.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { tenantTable } from '../terminal/tenants.ts'
import { say, sayJson } from '../terminal/print.ts'

interface Options {
  readonly deleted?: boolean
  readonly json?: boolean
}

/** Lists the tenants and how each is doing. */
export const listTenantsCommand = (): Command =>
  new Command('list-tenants')
    .description('List the businesses and how their bots are doing.')
    .option('--deleted', 'show removed ones instead')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const { tenants } = await callServer(thisInstallation().server, listTenants, {
        query: options.deleted ? { deleted: 'true' } : {},
      })
      if (options.json) return sayJson(tenants)
      if (tenants.length > 0) return say(tenantTable(tenants))
      return say(
        options.deleted
          ? 'No tenant has been removed.'
          : 'There is no tenant yet. Add one: npm run add-tenant -- --name "Mundo Apple"',
      )
    })
