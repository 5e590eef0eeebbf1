import { Command, Option } from 'commander'
import { createTenant } from '../../common/contracts/public-api.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { problem } from '../../common/contracts/errors.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import type { Installation } from '../installation.ts'
import { pairForCommand } from '../pairing/pair-tenant.ts'
import { limitOf, memoryLimitOption } from '../terminal/memory-limit.ts'
import type { TypedLimit } from '../terminal/memory-limit.ts'
import { askForServer } from '../start/start-fleet.ts'
import { say, sayJson } from '../terminal/print.ts'

interface Options {
  readonly name?: string
  readonly slug?: string
  readonly owner: readonly string[]
  readonly vertical?: string
  readonly timezone?: string
  readonly currency?: string
  readonly language?: string
  readonly memory?: TypedLimit
  readonly from?: string
  readonly pair: 'qr' | 'code' | 'none'
  readonly phone?: string
  readonly timeout: string
  readonly json?: boolean
}

/** Registers a business, starts its bot and shows the QR until the phone is linked. */
export const addTenantCommand = (): Command =>
  new Command('add-tenant')
    .description('Register a business, start its bot and show its QR until it is linked.')
    .option('--name <name>', 'the name of the business')
    .option('--slug <slug>', 'its short name in folders and in PM2 (made from the name)')
    .option('--owner <number>', 'a number that may command the bot; repeatable', collect, [])
    .option('--vertical <vertical>', 'what the bot can do: plain or retail')
    .option('--timezone <zone>', 'such as America/Argentina/Buenos_Aires')
    .option('--currency <code>', 'such as ARS')
    .option('--language <code>', 'such as es-AR')
    .addOption(memoryLimitOption())
    .option('--from <folder>', "take over a whole tenant's folder (id, slug, data and session)")
    .addOption(
      new Option('--pair <method>', 'how to link its phone')
        .choices(['qr', 'code', 'none'])
        .default('qr'),
    )
    .option('--phone <number>', 'the number to link, for --pair code')
    .option('--timeout <seconds>', 'stop showing the QR after this long', '300')
    .option('--json', 'print one JSON line per event')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const installation = thisInstallation()
      if (options.pair === 'code' && !options.phone) {
        throw problem('invalid_request', '--pair code needs the number: --phone +5491123456789')
      }
      await askForServer(installation, options.json ? () => undefined : say)
      const tenant = await register(installation, options)
      sayRegistered(installation, tenant, options)
      if (options.pair === 'none' || tenant.phone) return
      await pairForCommand(installation.server, tenant.slug, options.pair, options)
    })

const EXAMPLES = `
Examples:
  npm run add-tenant -- --name "Mundo Apple" --owner +5491123456789
  npm run add-tenant -- --name "Mundo Apple" --pair code --phone +5491123456789
  npm run add-tenant -- --from ./backup/mundo-apple

Exit codes: 0 done, 1 it failed, 2 wrong usage, 75 registered but not linked yet.`

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value]
}

async function register(installation: Installation, options: Options): Promise<Tenant> {
  if (options.from !== undefined) return installation.importTenant(options.from)
  if (options.name === undefined) {
    throw problem('invalid_request', 'Say the name of the business: --name "Mundo Apple"')
  }
  const { name, slug, vertical, timezone, currency, language, owner, memory } = options
  return callServer(installation.server, createTenant, {
    body: {
      business_name: name,
      ...(slug !== undefined && { slug }),
      ...(vertical !== undefined && { vertical }),
      ...(timezone !== undefined && { timezone }),
      ...(currency !== undefined && { currency }),
      ...(language !== undefined && { language }),
      ...(owner.length > 0 && { owners: [...owner] }),
      ...(memory !== undefined && { memoryLimitMb: limitOf(memory) }),
    },
  })
}

function sayRegistered(installation: Installation, tenant: Tenant, options: Options): void {
  if (options.json) return sayJson({ event: 'registered', tenant })
  say(`Registered ${tenant.name} as ${tenant.slug}, port ${tenant.botPort}.`)
  say(`Its folder: ${installation.tenantFolder(tenant.slug)}`)
  if (options.pair === 'none') return say(`Link its phone with: npm run pair -- ${tenant.slug}`)
  return say(options.pair === 'qr' ? 'Waiting for the QR…' : 'Waiting for the code…')
}
