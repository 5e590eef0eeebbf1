import { Command } from 'commander'
import { getTenant, listTenants } from '../../common/contracts/public-api.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { tenantStats } from '../../common/contracts/public-books.ts'
import { Problem } from '../../common/kit/errors.ts'
import { callServer } from '../client.ts'
import type { ServerAddress } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { say, sayJson } from '../terminal/print.ts'
import { statsPage, statsTable } from '../terminal/stats.ts'
import type { Shop } from '../terminal/stats.ts'

interface Options {
  readonly all?: boolean
  readonly from?: string
  readonly to?: string
  readonly json?: boolean
}

/** Shows what shops sold, spent and earned. */
export const statsCommand = (): Command =>
  new Command('stats')
    .description('Show what a shop sold, spent and earned; all of them without a name.')
    .argument('[tenant]', 'only this one, by its slug or id, with what it sold best')
    .option('--all', 'all of them, a line each')
    .option('--from <day>', 'the first day, such as 2026-03-01')
    .option('--to <day>', 'the last day')
    .option('--json', 'print JSON')
    .action((tenant: string | undefined, options: Options) =>
      tenant === undefined || options.all ? showAll(options) : showOne(tenant, options),
    )

async function showOne(ref: string, options: Options): Promise<void> {
  const { server } = thisInstallation()
  const shop = await shopOf(
    server,
    await callServer(server, getTenant, { params: { tenant: ref } }),
    options,
  )
  if (options.json) sayJson(shop)
  else say(statsPage(shop))
}

async function showAll(options: Options): Promise<void> {
  const { server } = thisInstallation()
  const { tenants } = await callServer(server, listTenants)
  const shops: Shop[] = []
  const silent: string[] = []
  for (const tenant of tenants) {
    try {
      shops.push(await shopOf(server, tenant, options))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.code === 'invalid_request') throw error
      // A business of another kind has no figures; one whose bot is away has, but not now.
      if (error.code !== 'no_books') silent.push(error.message)
    }
  }
  if (options.json) return sayJson({ shops, unreachable: silent })
  say(
    shops.length > 0
      ? statsTable(shops)
      : 'No shop keeps books yet ("vertical": "retail" in its config.json).',
  )
  for (const sentence of silent) say(`\n${sentence}`)
}

async function shopOf(
  server: ServerAddress,
  { slug, name }: Tenant,
  { from, to }: Options,
): Promise<Shop> {
  const query = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  const stats = await callServer(server, tenantStats, { params: { tenant: slug }, query })
  return { slug, name, stats }
}
