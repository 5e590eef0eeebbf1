import { Command } from 'commander'
import { getTenant, resetTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { confirmOnTerminal } from '../terminal/ask.ts'
import { say, sayJson } from '../terminal/print.ts'

interface Options {
  readonly yes?: boolean
  readonly json?: boolean
}

/** Lets a business begin anew: its data is put away, its session and config.json stay. */
export const resetTenantCommand = (): Command =>
  new Command('reset-tenant')
    .description(
      'Put the messages, books and files of a business away and begin anew; it stays linked.',
    )
    .argument('<tenant>', "the tenant's slug or id")
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(async (tenant: string, options: Options) => {
      const { server } = thisInstallation()
      const { name, slug } = await callServer(server, getTenant, { params: { tenant } })
      if (!options.yes && !(await agreed(name, slug))) return say('Nothing was changed.')
      const reset = await callServer(server, resetTenant, { params: { tenant } })
      if (options.json) return sayJson(reset)
      return say(
        `${name} begins anew, still linked. What it had until now lies in\n  ${reset.backup}`,
      )
    })

const agreed = (name: string, slug: string): Promise<boolean> =>
  confirmOnTerminal(
    `Resetting ${slug}`,
    `Put all messages, books and files of ${name} (${slug}) away and begin with empty ones?`,
  )
