import { Command, Option } from 'commander'
import { thisInstallation } from '../installation.ts'
import { pairForCommand } from '../pairing/pair-tenant.ts'

interface Options {
  readonly method: 'qr' | 'code'
  readonly phone?: string
  readonly json?: boolean
  readonly timeout: string
}

/** Shows a tenant's QR or code until the phone is linked. */
export const pairCommand = (): Command =>
  new Command('pair')
    .description("Link a tenant's phone: shows the QR (or a code) until it is linked.")
    .argument('<tenant>', "the tenant's slug or id")
    .addOption(new Option('--method <method>', 'how to link').choices(['qr', 'code']).default('qr'))
    .option('--phone <number>', 'the number to link, for --method code')
    .option('--timeout <seconds>', 'give up after this long', '300')
    .option('--json', 'print one JSON line per event')
    .action(async (tenant: string, options: Options) => {
      await pairForCommand(thisInstallation().server, tenant, options.method, options)
    })
