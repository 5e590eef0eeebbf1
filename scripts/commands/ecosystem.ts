import { Command } from 'commander'
import { problem } from '../../common/contracts/errors.ts'
import { forPm2 } from '../../server/fleet/apps.ts'
import { thisInstallation } from '../installation.ts'
import { say, sayJson } from '../terminal/print.ts'

/** Prints the PM2 entries that follow from the registry; `ecosystem.config.js` reads them here. */
export const ecosystemCommand = (): Command =>
  new Command('ecosystem')
    .description("Print a tenant's PM2 entry, or all of them.")
    .argument('[tenant]', "the tenant's slug; all when left out")
    .option('--json', 'on one line')
    .action(async (tenant: string | undefined, options: { readonly json?: boolean }) => {
      const apps = (await thisInstallation().ecosystem(tenant)).map(forPm2)
      if (tenant !== undefined && apps.length === 0) {
        throw problem('unknown_tenant', `There is no tenant ${tenant}.`)
      }
      return options.json ? sayJson(apps) : say(JSON.stringify(apps, undefined, 2))
    })
