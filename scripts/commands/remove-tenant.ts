import { Command } from 'commander'
import { deleteTenant, getTenant, restoreTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { confirmOnTerminal } from '../terminal/ask.ts'
import { say, sayJson } from '../terminal/print.ts'

interface Options {
  readonly yes?: boolean
  readonly json?: boolean
}

/** Stops a tenant's bot and archives its folder, after asking. */
export const removeTenantCommand = (): Command =>
  new Command('remove-tenant')
    .description("Stop a business' bot and archive its data (restore-tenant brings it back).")
    .argument('<tenant>', "the tenant's slug or id")
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(async (tenant: string, options: Options) => {
      const { server } = thisInstallation()
      const { name, slug } = await callServer(server, getTenant, { params: { tenant } })
      if (!options.yes && !(await agreed(name, slug))) return say('Nothing was changed.')
      const removed = await callServer(server, deleteTenant, { params: { tenant } })
      if (options.json) return sayJson(removed)
      return say(
        `${name} is archived, with its data and session. Bring it back with:\n` +
          `  npm run restore-tenant -- ${removed.id}`,
      )
    })

const agreed = (name: string, slug: string): Promise<boolean> =>
  confirmOnTerminal(`Removing ${slug}`, `Stop the bot of ${name} (${slug}) and archive its data?`)

/** Brings an archived tenant back under the same id, with its session. */
export const restoreTenantCommand = (): Command =>
  new Command('restore-tenant')
    .description('Bring a removed business back, with its data and session.')
    .argument('<tenant>', 'its id or slug; `npm run list-tenants -- --deleted` shows them')
    .option('--json', 'print JSON')
    .action(async (tenant: string, options: Options) => {
      const { server } = thisInstallation()
      const restored = await callServer(server, restoreTenant, { params: { tenant } })
      if (options.json) return sayJson(restored)
      return say(`${restored.name} is back as ${restored.slug}, port ${restored.botPort}.`)
    })
