import type { Kysely } from 'kysely'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Clock } from '../common/kit/clock.ts'
import { listen } from '../common/kit/http.ts'
import { oneAfterAnother } from '../common/kit/in-turn.ts'
import type { Logger } from '../common/kit/log.ts'
import { createApi } from './api/app.ts'
import { openBotCaller } from './bots/bot-caller.ts'
import type { Environment, ServerConfig } from './config.ts'
import { fleetEvents } from './events.ts'
import { buildOf } from './fleet/apps.ts'
import type { Programs } from './fleet/apps.ts'
import { keepMended } from './fleet/keep-mended.ts'
import { openMender } from './fleet/mender.ts'
import type { Mender } from './fleet/mender.ts'
import { migrateWithTool } from './fleet/migrate-tool.ts'
import type { MigrateFolders } from './fleet/migrate-tool.ts'
import type { Pm2 } from './fleet/pm2.ts'
import { refusalOf } from './reports/connection-view.ts'
import { isSomeoneSilent } from './reports/readiness.ts'
import { openReportBook } from './reports/report-book.ts'
import { tenantView } from './reports/tenant-view.ts'
import { botReportStore } from './store/bot-reports.ts'
import { openFleetDatabase } from './store/fleet-database.ts'
import type { FleetTables } from './store/tables.ts'
import { tenantStore } from './store/tenants.ts'
import { adminKeyCheck } from './tenants/admin-key.ts'
import { openArchive, settleFolders } from './tenants/archive.ts'
import { foldersBelow, prepareFolders } from './tenants/folders.ts'
import { importTenant } from './tenants/import.ts'
import { openRegistry } from './tenants/registry.ts'

/** What a server is made of; tests hand in another PM2, another clock, stand-ins for programs. */
export interface ServerParts {
  readonly config: ServerConfig
  readonly env: Environment
  readonly log: Logger
  readonly clock: Clock
  readonly pm2: Pm2
  readonly programs: Programs
  /** The Node that bots run on, an absolute path. */
  readonly node: string
  readonly migrate?: MigrateFolders
}

/** A running server. Disposing it stops listening and lets go of the database; bots go on running. */
export interface FlotillaServer extends AsyncDisposable {
  readonly port: number
  readonly mender: Mender
}

/**
 * Opens the fleet's database, listens, and begins to bring what runs to what should run.
 * @throws {Problem} `database_broken`, `port_taken`, `invalid_config`; nothing is left open then
 */
export async function openServer(parts: ServerParts): Promise<FlotillaServer> {
  const { config, clock, log } = parts
  await using opened = new AsyncDisposableStack()
  const folders = foldersBelow(config.dataDir)
  const db = await openFleetDatabase(config.dataDir)
  opened.defer(() => db.destroy())
  prepareFolders(folders)
  const bots = opened.use(openBotCaller())
  const events = fleetEvents(log)
  const now = (): number => clock.now()
  const store = tenantStore(db, now)
  events.foldersWithoutTenant(await settleFolders({ store, folders }))
  const reports = await openReportBook(botReportStore(db), now)
  const listeningSince = now()
  const inTurn = oneAfterAnother()
  const { root, dataDir, botPortBase } = config
  const reservedPorts = [config.port]
  const registry = openRegistry({
    ...{ store, folders, dataDir, root, botPortBase, reservedPorts, now, inTurn },
  })
  // The port is known only when it listens, and the mender needs it to tell bots where to report.
  const serverUrl = { value: `http://127.0.0.1:${config.port}` }
  const mender = menderOf(parts, { events, store, reports, serverUrl })
  const endBot: Mender['endBot'] = (tenant) => mender.endBot(tenant)
  const archive = openArchive({ store, registry, folders, now, inTurn, endBot })
  const view = tenantView({ reports, hindranceOf: mender.hindranceOf, now, listeningSince })
  const readiness = { live: () => store.live(), reports, mender, view, now }
  const api = createApi(
    {
      ...{ config, registry, archive, folders, bots, mender, reports, view, readiness, events },
      build: buildOf(parts.programs.server),
      version: versionIn(root),
      importTenant: (request) => importTenant({ store, registry, folders, inTurn, now }, request),
      isAdminKey: adminKeyCheck(dataDir, config.adminKey),
      canRead: () => canRead(db),
    },
    log,
  )
  const listening = opened.use(await listen(api, config.port))
  serverUrl.value = `http://127.0.0.1:${listening.port}`
  opened.use(background((signal) => keepMended(mender, { clock, signal, ...watch() })))
  const kept = opened.move()
  return {
    port: listening.port,
    mender,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }

  function watch(): { isSilent: () => Promise<boolean>; onFailure: (reason: string) => void } {
    return { isSilent: () => isSomeoneSilent(readiness), onFailure: events.mendFailed }
  }
}

function menderOf(
  { config, env, pm2, programs, node, clock, migrate }: ServerParts,
  with_: {
    readonly events: ReturnType<typeof fleetEvents>
    readonly store: ReturnType<typeof tenantStore>
    readonly reports: Awaited<ReturnType<typeof openReportBook>>
    readonly serverUrl: { readonly value: string }
  },
): Mender {
  const { events, store, reports, serverUrl } = with_
  const onFailure = events.migrationToolFailed
  return openMender({
    pm2,
    apps: {
      config,
      programs,
      node,
      get serverUrl() {
        return serverUrl.value
      },
    },
    migrate: migrate ?? migrateWithTool({ node, tool: programs.tool, env, onFailure }),
    live: () => store.live(),
    reportedAt: (id) => {
      const last = reports.lastOf(id)
      return last?.fromBefore ? undefined : last?.receivedAt
    },
    refusalOf: (tenant) => refusalOf(reports.lastOf(tenant.id)),
    clock,
    tell: {
      mending: events.botMended,
      broken: (slug, { code, detail }) => events.botBroken(slug, code, detail),
    },
  })
}

/** Work that runs until it is disposed; disposing waits for its end. */
function background(work: (signal: AbortSignal) => Promise<void>): AsyncDisposable {
  const ending = new AbortController()
  const done = work(ending.signal)
  return {
    [Symbol.asyncDispose]: async () => {
      ending.abort()
      await done
    },
  }
}

async function canRead(db: Kysely<FleetTables>): Promise<boolean> {
  try {
    await db.selectFrom('tenants').select('id').limit(1).execute()
    return true
  } catch {
    // The answer is the message: /healthz says no, and the log has the rest.
    return false
  }
}

function versionIn(root: string): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
