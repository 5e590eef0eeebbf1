import { Command } from 'commander'
import { listTenants } from '../../common/contracts/public-api.ts'
import { EXIT } from '../../common/domain/exit-codes.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { askForServer } from '../start/start-fleet.ts'
import { say, sayJson, table } from '../terminal/print.ts'
import { runTool } from '../tool.ts'
import type { ToolAnswer } from '../tool.ts'

/** Brings every tenant's database to the current schema, one at a time; 1 when one fails. */
export const migrateCommand = (): Command =>
  new Command('migrate')
    .description("Bring the tenants' databases to the current schema, one at a time.")
    .argument('[tenant]', "the tenant's slug; all when left out")
    .option('--json', 'print JSON')
    .action(async (tenant: string | undefined, options: { readonly json?: boolean }) => {
      const installation = thisInstallation()
      await askForServer(installation, options.json ? () => undefined : say)
      const slugs =
        tenant === undefined
          ? (await callServer(installation.server, listTenants)).tenants.map(({ slug }) => slug)
          : [tenant]
      const folders = slugs.map((slug) => installation.tenantFolder(slug))
      const answers = folders.length > 0 ? await runTool(installation, 'migrate', folders) : []
      if (options.json) sayJson(answers)
      else if (answers.length === 0) say('There is no tenant to migrate.')
      else
        say(
          table(
            ['TENANT', 'RESULT'],
            answers.map((answer) => [answer.slug, inWords(answer)]),
          ),
        )
      if (answers.some((answer) => !answer.ok)) process.exitCode = EXIT.failed
    })

function inWords({ ok, inUse, code, detail }: ToolAnswer): string {
  if (!ok) return `FAILED, left as it was: ${detail ?? code ?? 'no reason given'}`
  return inUse ? 'its bot is running and brought it up to date when it started' : 'up to date'
}
