import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { problem } from '../common/contracts/errors.ts'
import {
  getInstallation,
  getReadiness,
  importTenant,
  postMend,
} from '../common/contracts/internal-api.ts'
import type { MendReport, Readiness } from '../common/contracts/internal-api.ts'
import type { Tenant } from '../common/contracts/public-api.ts'
import { asSlug, isSlug } from '../common/domain/ids.ts'
import { systemClock } from '../common/kit/clock.ts'
import { Problem } from '../common/kit/errors.ts'
import { makeOuterFolder, writeFileAtomically } from '../common/kit/files.ts'
import { readConfig } from '../server/config.ts'
import type { Environment } from '../server/config.ts'
import { botApp, botLogOf, builtPrograms, ecosystemApps } from '../server/fleet/apps.ts'
import type { AppEntry, AppParts } from '../server/fleet/apps.ts'
import { startServer, stopFleet } from '../server/fleet/installation.ts'
import { openWay } from '../server/fleet/isolation.ts'
import type { ServerStart } from '../server/fleet/installation.ts'
import { openPm2 } from '../server/fleet/pm2.ts'
import { fleetFile, openFleetDatabase } from '../server/store/fleet-database.ts'
import { tenantStore } from '../server/store/tenants.ts'
import { adminKey, adminKeyFile } from '../server/tenants/admin-key.ts'
import { foldersBelow } from '../server/tenants/folders.ts'
import { giveUsers } from '../server/tenants/unix-users.ts'
import { callServer } from './client.ts'
import type { ServerAddress } from './client.ts'

export type { MendReport, Readiness }

/** An installation as the commands see it: where it is, whom to ask, what to do to its apps. */
export interface Installation {
  readonly root: string
  readonly name: string
  readonly dataDir: string
  readonly server: ServerAddress
  readonly adminKeyFile: string
  readonly apps: AppParts
  /** What must be in the environment of another program to mean this same installation. */
  readonly environment: Readonly<Record<string, string>>
  readonly fleet: FleetControl
  /** A tenant's log file, by its slug; `server` is the server's. */
  logFile(tenant: string): string
  tenantFolder(slug: string): string
  /** Who answers on the server's port; one that does not know our key is a stranger. Never throws. */
  whoAnswers(): Promise<'us' | 'nobody' | 'stranger'>
  readiness(): Promise<Readiness>
  mend(): Promise<MendReport>
  importTenant(folder: string): Promise<Tenant>
  /** The PM2 entries that follow from the registry, of one tenant or of everything. */
  ecosystem(tenant?: string): Promise<readonly AppEntry[]>
}

/** This installation's part of PM2. */
export interface FleetControl {
  /** Whether somebody stopped the installation and has not started it since. */
  isStopWanted(): boolean
  /** Remembers what is wanted; a watcher in another process goes by it. */
  want(state: 'running' | 'stopped'): void
  startServer(): Promise<ServerStart>
  /** @returns the names of the apps that were stopped */
  stopAll(): Promise<readonly string[]>
  isDaemonAlive(): boolean
  daemonPid(): number | undefined
}

/** The installation that this process' environment and `.env` name. */
export const thisInstallation = (): Installation => installationFrom(process.env)

/** @throws {Problem} `invalid_config`, naming every variable that is wrong */
export function installationFrom(env: Environment): Installation {
  const config = readConfig(env)
  const { root, dataDir } = config
  const pm2 = openPm2({ root, home: config.pm2Home, env })
  const apps: AppParts = { config, programs: builtPrograms(root), node: process.execPath }
  const folders = foldersBelow(dataDir)
  const server: ServerAddress = {
    url: `http://127.0.0.1:${config.port}`,
    get adminKey() {
      return adminKey(dataDir, config.adminKey)
    },
  }
  return {
    root,
    name: config.name,
    dataDir,
    server,
    adminKeyFile: adminKeyFile(dataDir),
    apps,
    environment: settingsIn(env),
    fleet: {
      isStopWanted: () => existsSync(stopMark(dataDir)),
      want: (state) => {
        makeOuterFolder(dataDir)
        if (state === 'running') rmSync(stopMark(dataDir), { force: true })
        else writeFileAtomically(stopMark(dataDir), `${new Date().toISOString()}\n`)
      },
      startServer: async () => {
        await openWay(apps, pm2.home)
        return await startServer(pm2, apps)
      },
      stopAll: () => stopFleet(pm2, apps),
      isDaemonAlive: () => pm2.daemonPid() !== undefined,
      daemonPid: () => pm2.daemonPid(),
    },
    logFile: (tenant) =>
      tenant === 'server' ? folders.serverLog() : botLogOf(config, slugOf(tenant)),
    tenantFolder: (slug) => folders.of(slugOf(slug)),
    whoAnswers: () => whoAnswers(server, dataDir),
    readiness: () => callServer(server, getReadiness),
    mend: () =>
      callServer(server, postMend, { body: { retryBroken: true }, timeoutMs: 15 * 60_000 }),
    importTenant: (folder) =>
      callServer(server, importTenant, { body: { folder: resolve(folder) }, timeoutMs: 600_000 }),
    ecosystem: (tenant) => ecosystem(apps, tenant),
  }
}

/** Reads the registry itself, so that PM2 can use the file while no server runs. */
async function ecosystem(apps: AppParts, tenant?: string): Promise<readonly AppEntry[]> {
  const { dataDir } = apps.config
  // Asking must not make an installation where there is none.
  if (!existsSync(fleetFile(dataDir))) return tenant === undefined ? ecosystemApps(apps, []) : []
  const db = await openFleetDatabase(dataDir)
  try {
    const store = tenantStore(db, () => systemClock.now())
    const { botUserBase } = apps.config
    if (botUserBase !== undefined) await giveUsers(store, botUserBase)
    const tenants = await store.live()
    if (tenant === undefined) return ecosystemApps(apps, tenants)
    return tenants
      .filter((row) => row.slug === tenant || row.id === tenant)
      .map((row) => botApp(apps, row))
  } finally {
    await db.destroy()
  }
}

const stopMark = (dataDir: string): string => join(dataDir, 'stopped')

function slugOf(text: string): ReturnType<typeof asSlug> {
  if (isSlug(text)) return asSlug(text)
  throw problem('unknown_tenant', `${JSON.stringify(text)} is no tenant's slug.`)
}

async function whoAnswers(
  server: ServerAddress,
  dataDir: string,
): Promise<'us' | 'nobody' | 'stranger'> {
  try {
    const installation = await callServer(server, getInstallation, { timeoutMs: 5000 })
    return installation.dataDir === dataDir ? 'us' : 'stranger'
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_ready') return 'nobody'
    // Whatever else answered, with another key or no Flotilla at all, is not ours.
    return 'stranger'
  }
}

const SETTINGS = [
  'FLOTILLA_DATA_DIR',
  'FLOTILLA_NAME',
  'PORT',
  'BOT_PORT_BASE',
  'WHATSAPP_WS_URL',
  'WEBHOOK_ALLOW_PRIVATE',
  'MEDIA_ALLOW_PRIVATE',
  'LOG_LEVEL',
  'BOT_NODE_ARGS',
  'ISOLATE_USERS',
  'BOT_USER_BASE',
  'BOT_CGROUPS',
  'PM2_HOME',
]

/** Only what the environment says; `.env` is read again by whoever runs later. */
const settingsIn = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    SETTINGS.flatMap((name) => {
      const value = env[name]
      return value ? [[name, value]] : []
    }),
  )
