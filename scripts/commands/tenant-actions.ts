import { Command } from 'commander'
import { restartTenant, startTenant, stopTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { say, sayJson } from '../terminal/print.ts'

/** The three differ in their path only. */
type Action = typeof startTenant

const actionCommand = (name: string, description: string, action: Action, done: string): Command =>
  new Command(name)
    .description(description)
    .argument('<tenant>', "the tenant's slug or id")
    .option('--json', 'print JSON')
    .action(async (tenant: string, options: { readonly json?: boolean }) => {
      const { server } = thisInstallation()
      const changed = await callServer(server, action, { params: { tenant } })
      if (options.json) sayJson(changed)
      else say(`${changed.name} (${changed.slug}) ${done}`)
    })

/** Starts a tenant's bot and wants it to run from now on. */
export const startTenantCommand = (): Command =>
  actionCommand(
    'start-tenant',
    "Start a business' bot, and keep it running.",
    startTenant,
    'is started.',
  )

/** Stops a tenant's bot; it stays stopped over every `npm start`. */
export const stopTenantCommand = (): Command =>
  actionCommand(
    'stop-tenant',
    "Stop a business' bot until it is started again.",
    stopTenant,
    'is stopped until start-tenant.',
  )

/** Gives a tenant's bot a fresh process. */
export const restartTenantCommand = (): Command =>
  actionCommand('restart-tenant', "Restart a business' bot.", restartTenant, 'was restarted.')
