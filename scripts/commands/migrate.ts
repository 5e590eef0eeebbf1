import { Command } from 'commander'
import { EXIT } from '../../common/domain/exit-codes.ts'
import { build } from '../build/bundle.ts'
import { thisInstallation } from '../installation.ts'
import { say, sayJson, table } from '../terminal/print.ts'

/** Brings every tenant's database to the current schema, one at a time; 1 when one fails. */
export const migrateCommand = (): Command =>
  new Command('migrate')
    .description("Bring the tenants' databases to the current schema, one at a time.")
    .argument('[tenant]', "the tenant's slug; all when left out")
    .option('--json', 'print JSON')
    .action(async (tenant: string | undefined, options: { readonly json?: boolean }) => {
      await build()
      const results = await thisInstallation().migrate(tenant)
      if (options.json) sayJson(results)
      else if (results.length === 0) say('There is no tenant to migrate.')
      else
        say(
          table(
            ['TENANT', 'RESULT'],
            results.map((one) => [one.slug, one.detail]),
          ),
        )
      if (results.some((one) => !one.ok)) process.exitCode = EXIT.failed
    })
