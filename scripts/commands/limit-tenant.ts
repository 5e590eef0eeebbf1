import { Command } from 'commander'
import { updateTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { limitOf, memoryLimitOption } from '../terminal/memory-limit.ts'
import type { TypedLimit } from '../terminal/memory-limit.ts'
import { say, sayJson } from '../terminal/print.ts'

interface Options {
  readonly memory: TypedLimit
  readonly json?: boolean
}

/** Says how much memory a tenant's bot may take. Its bot is started again when that is news. */
export const limitTenantCommand = (): Command =>
  new Command('limit-tenant')
    .description("Set how much memory a business' bot may take; a running one is started again.")
    .argument('<tenant>', "the tenant's slug or id")
    .addOption(memoryLimitOption().makeOptionMandatory())
    .option('--json', 'print JSON')
    .action(async (tenant: string, { memory, json }: Options) => {
      const changed = await callServer(thisInstallation().server, updateTenant, {
        params: { tenant },
        body: { memoryLimitMb: limitOf(memory) },
      })
      if (json) sayJson(changed)
      else say(`${changed.name} (${changed.slug}) may take ${changed.memoryLimitMb} MiB.`)
    })
