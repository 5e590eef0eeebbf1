import { Command } from 'commander'
import { EXIT } from '../../common/domain/exit-codes.ts'
import type { Incident } from '../../common/contracts/incidents.ts'
import { getTenant, listTenantIncidents, listTenants } from '../../common/contracts/public-api.ts'
import { callServer } from '../client.ts'
import type { ServerAddress } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import { say, sayJson, table } from '../terminal/print.ts'
import { tenantTable } from '../terminal/tenants.ts'

/** Incidents that are shown of one tenant. */
const SHOWN = 10

interface Options {
  readonly json?: boolean
}

/** Says whether everything that should run does; 1 when something does not. */
export const statusCommand = (): Command =>
  new Command('status')
    .description('Show whether the server and every wanted bot are well (exit code 1 if not).')
    .argument('[tenant]', 'only this one, by its slug or id, with its latest incidents')
    .option('--json', 'print JSON')
    .action((tenant: string | undefined, options: Options) =>
      tenant === undefined ? showAll(options) : showOne(tenant, options),
    )

async function showAll(options: Options): Promise<void> {
  const installation = thisInstallation()
  const { server } = installation
  const { tenants } = await callServer(server, listTenants)
  const readiness = await installation.readiness()
  if (options.json) sayJson({ url: server.url, ...readiness, tenants })
  else {
    say(`Server: ${server.url} (PM2 ${installation.fleet.isDaemonAlive() ? 'alive' : 'gone'})`)
    say(tenants.length > 0 ? `\n${tenantTable(tenants)}` : 'No tenant yet.')
    for (const { slug, reason } of readiness.missing) say(`\n${slug}: ${reason}`)
  }
  if (!readiness.ready) process.exitCode = EXIT.failed
}

async function showOne(ref: string, options: Options): Promise<void> {
  const installation = thisInstallation()
  const { server } = installation
  const tenant = await callServer(server, getTenant, { params: { tenant: ref } })
  const { missing } = await installation.readiness()
  const ours = missing.filter(({ slug }) => slug === tenant.slug)
  const incidents =
    tenant.desiredState === 'running' && ours.length === 0 ? await latest(server, ref) : []
  if (options.json) sayJson({ ready: ours.length === 0, missing: ours, tenant, incidents })
  else {
    say(tenantTable([tenant]))
    for (const { slug, reason } of ours) say(`\n${slug}: ${reason}`)
    if (incidents.length > 0) say(`\n${incidentTable(incidents)}`)
  }
  if (ours.length > 0) process.exitCode = EXIT.failed
}

/** The list begins with the oldest; there are never many. */
async function latest(server: ServerAddress, tenant: string): Promise<readonly Incident[]> {
  let found: readonly Incident[] = []
  let after: string | null = null
  do {
    const page: { incidents: Incident[]; after: string | null } = await callServer(
      server,
      listTenantIncidents,
      { params: { tenant }, query: { limit: '500', ...(after !== null && { after }) } },
    )
    found = [...found, ...page.incidents].slice(-SHOWN)
    after = page.after
  } while (after !== null)
  return found
}

const incidentTable = (incidents: readonly Incident[]): string =>
  table(
    ['AT', 'INCIDENT', 'DETAIL'],
    incidents.map(({ at, kind, detail }) => [at, kind, detail]),
  )
