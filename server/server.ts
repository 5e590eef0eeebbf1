import type { Kysely } from 'kysely'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Clock } from '../common/kit/clock.ts'
import { messageOf } from '../common/kit/errors.ts'
import { makeOuterFolder } from '../common/kit/files.ts'
import { listen } from '../common/kit/http.ts'
import { oneAfterAnother } from '../common/kit/in-turn.ts'
import type { Logger } from '../common/kit/log.ts'
import { createApi } from './api/app.ts'
import { openBotCaller } from './bots/bot-caller.ts'
import { watchListeners } from './bots/listeners.ts'
import type { BotCaller } from './bots/bot-caller.ts'
import { openBotsWatch } from './bots-watch.ts'
import type { Environment, ServerConfig } from './config.ts'
import { fleetEvents } from './events.ts'
import type { FleetEvents } from './events.ts'
import { buildOf } from './fleet/apps.ts'
import type { Programs } from './fleet/apps.ts'
import { insistOnRoot, openWay, ownerTrouble, takeBack } from './fleet/isolation.ts'
import { keepMended } from './fleet/keep-mended.ts'
import { openMender } from './fleet/mender.ts'
import type { Mender } from './fleet/mender.ts'
import { migrateWithTool } from './fleet/migrate-tool.ts'
import type { MigrateFolders } from './fleet/migrate-tool.ts'
import type { Pm2 } from './fleet/pm2.ts'
import type { BotWatch } from './fleet/watch/watch.ts'
import { activityOf } from './reports/activity.ts'
import { refusalOf } from './reports/connection-view.ts'
import { isSomeoneSilent } from './reports/readiness.ts'
import type { EndBook } from './reports/end-book.ts'
import type { ReadinessParts } from './reports/readiness.ts'
import { openReportBook } from './reports/report-book.ts'
import type { ReportBook } from './reports/report-book.ts'
import { tenantView } from './reports/tenant-view.ts'
import type { TenantView } from './reports/tenant-view.ts'
import { botReportStore } from './store/bot-reports.ts'
import { openFleetDatabase } from './store/fleet-database.ts'
import { lockServer } from './store/sqlite-only/server-lock.ts'
import type { FleetTables } from './store/tables.ts'
import { tenantStore } from './store/tenants.ts'
import type { TenantRow, TenantStore } from './store/tenants.ts'
import { adminKeyCheck } from './tenants/admin-key.ts'
import { openArchive, settleFolders } from './tenants/archive.ts'
import { foldersBelow, prepareFolders } from './tenants/folders.ts'
import { importTenant } from './tenants/import.ts'
import type { ImportParts } from './tenants/import.ts'
import { openRegistry } from './tenants/registry.ts'
import { resetTenant } from './tenants/reset.ts'
import { liveWithNames } from './tenants/sync-names.ts'
import { giveUsers } from './tenants/unix-users.ts'

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
 * @throws {Problem} `clash`, `database_broken`, `port_taken`; nothing is left open then
 */
export async function openServer(parts: ServerParts): Promise<FlotillaServer> {
  const { config, clock, log } = parts
  await using opened = new AsyncDisposableStack()
  insistOnRoot(config)
  makeOuterFolder(config.dataDir)
  opened.use(lockServer(config.dataDir))
  const db = await openFleetDatabase(config.dataDir)
  opened.defer(() => db.destroy())
  const bots = opened.use(openBotCaller())
  const events = fleetEvents(log)
  // The port is known only when it listens, and bots have to be told where to report.
  const address = { serverUrl: `http://127.0.0.1:${config.port}` }
  const tenants = await openTenants(parts, db, events)
  const fleet = await openFleet(parts, { db, store: tenants.store, bots, events, address })
  const { mender, readiness, watch } = fleet
  const archive = openArchive({ ...tenants, endBot: (tenant) => mender.endBot(tenant) })
  const whileEnded: Mender['endBot'] = (tenant, work) => mender.endBot(tenant, work)
  const take = (tenant: TenantRow): Promise<void> => takeBack(config, tenant, clock)
  const api = createApi(
    {
      ...fleet,
      config,
      bots,
      isTakenByStranger: watchListeners(() => clock.now()),
      events,
      archive,
      registry: tenants.registry,
      folders: tenants.folders,
      build: buildOf(parts.programs.server),
      version: versionIn(config.root),
      importTenant: (request) => importTenant(tenants, request),
      resetTenant: (tenant) =>
        resetTenant({ ...tenants, migrate: fleet.migrate, whileEnded, take }, tenant),
      isAdminKey: adminKeyCheck(config.dataDir, config.adminKey),
      canRead: () => canRead(db),
    },
    log,
  )
  const listening = opened.use(await listen(api, config.port))
  address.serverUrl = `http://127.0.0.1:${listening.port}`
  const isSilent = (): Promise<boolean> => isSomeoneSilent(readiness)
  const onFailure = events.mendFailed
  const watchFailed = (error: unknown): void => events.watchFailed(messageOf(error))
  opened.use(background((signal) => keepMended(mender, { clock, signal, isSilent, onFailure })))
  opened.use(watch)
  opened.use(background((signal) => watch.keep(signal, watchFailed)))
  const kept = opened.move()
  return {
    port: listening.port,
    mender,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

interface Tenants extends ImportParts {
  readonly store: TenantStore
}

async function openTenants(
  { config, clock }: ServerParts,
  db: Kysely<FleetTables>,
  events: FleetEvents,
): Promise<Tenants> {
  const { dataDir, root, botPortBase } = config
  const now = (): number => clock.now()
  const store = tenantStore(db, now)
  const folders = foldersBelow(dataDir)
  prepareFolders(folders)
  events.foldersWithoutTenant(await settleFolders({ store, folders }))
  const inTurn = oneAfterAnother()
  const shared = { store, folders, now, inTurn }
  const reservedPorts = [config.port]
  const registry = openRegistry({ ...shared, dataDir, root, botPortBase, reservedPorts })
  return { ...shared, registry }
}

interface FleetParts {
  readonly db: Kysely<FleetTables>
  readonly store: TenantStore
  readonly bots: BotCaller
  readonly events: FleetEvents
  readonly address: { readonly serverUrl: string }
}

interface Fleet {
  readonly migrate: MigrateFolders
  readonly mender: Mender
  readonly reports: ReportBook
  readonly ends: EndBook
  readonly watch: BotWatch
  readonly readiness: ReadinessParts
  readonly view: TenantView
}

async function openFleet(
  { config, env, pm2, programs, node, clock, migrate }: ServerParts,
  { db, store, bots, events, address }: FleetParts,
): Promise<Fleet> {
  const now = (): number => clock.now()
  const listeningSince = now()
  const reports = await openReportBook(botReportStore(db), now)
  const folders = foldersBelow(config.dataDir)
  const live = (): Promise<readonly TenantRow[]> => store.live()
  const liveWithUsers = async (): Promise<readonly TenantRow[]> => {
    if (config.botUserBase !== undefined) await giveUsers(store, config.botUserBase)
    return await liveWithNames(store, folders)
  }
  const apps = () => ({ config, programs, node, serverUrl: address.serverUrl })
  await openWay(apps(), pm2.home)
  const migrateAll =
    migrate ??
    migrateWithTool({ node, tool: programs.tool, env, onFailure: events.migrationToolFailed })
  const mender = openMender({
    pm2,
    apps,
    migrate: migrateAll,
    live: liveWithUsers,
    settleOwner: (slug) => ownerTrouble({ config, store, clock }, slug),
    reportedAt: (id) => {
      const last = reports.lastOf(id)
      return last?.fromBefore ? undefined : last?.receivedAt
    },
    activity: (id) => activityOf(reports.lastOf(id)),
    refusalOf: (tenant) => refusalOf(reports.lastOf(tenant.id)),
    clock,
    tell: {
      mending: events.botMended,
      broken: (slug, { code, detail }) => events.botBroken(slug, code, detail),
    },
  })
  const hindranceOf: Mender['hindranceOf'] = (slug) => mender.hindranceOf(slug)
  const run = { config, programs, pm2, clock, live }
  const { watch, ends } = await openBotsWatch({ ...run, db, reports, bots, folders, events })
  const memoryMbOf: BotWatch['memoryMbOf'] = (id) => watch.memoryMbOf(id)
  const view = tenantView({ reports, ends, memoryMbOf, hindranceOf, now, listeningSince })
  return {
    migrate: migrateAll,
    mender,
    reports,
    ends,
    watch,
    view,
    readiness: { live, reports, mender, view, now },
  }
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
