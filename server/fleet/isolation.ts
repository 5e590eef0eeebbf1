import { execFile } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import type { Slug } from '../../common/domain/ids.ts'
import type { Clock } from '../../common/kit/clock.ts'
import { codeOf, messageOf } from '../../common/kit/errors.ts'
import { makeOuterFolder } from '../../common/kit/files.ts'
import type { ServerConfig } from '../config.ts'
import type { TenantRow, TenantStore } from '../store/tenants.ts'
import { foldersBelow } from '../tenants/folders.ts'
import { giveFolder, ownerOf, takeFolder } from '../tenants/ownership.ts'
import { userOf } from '../tenants/unix-users.ts'
import type { AppParts } from './apps.ts'
import { programFiles } from './fence.ts'
import { processesOf, signal, variableOf } from './processes.ts'

const isRoot = (): boolean => process.getuid?.() === 0

/** @throws {Problem} `invalid_config` when bots shall have users of their own and nobody can give them */
export function insistOnRoot({ botUserBase }: ServerConfig): void {
  if (botUserBase === undefined || isRoot()) return
  throw problem(
    'invalid_config',
    'Only root can give each bot a Unix user of its own. Start Flotilla as root (sudo npm start), ' +
      'or do without: npm start -- --no-isolate-users, or ISOLATE_USERS=false in .env.',
  )
}

/**
 * Opens the way for the bots' users when they have some, and closes it when they have none: they may
 * pass through the data folder to their own, and read the programs. What lies beside `.env` and PM2's
 * sockets stays root's.
 * @param home PM2's home
 * @throws {Problem} `invalid_config` naming what the users cannot reach, and what to do
 */
export async function openWay(parts: AppParts, home: string): Promise<void> {
  const { config } = parts
  insistOnRoot(config)
  const folders = foldersBelow(config.dataDir)
  const outer = [config.dataDir, folders.tenants, join(config.dataDir, 'backups')]
  for (const folder of outer) {
    makeOuterFolder(folder)
    chmodSync(folder, config.botUserBase === undefined ? 0o700 : 0o711)
  }
  if (config.botUserBase === undefined) return
  const env = join(config.root, '.env')
  if (existsSync(env)) chmodSync(env, 0o600)
  if (existsSync(home)) chmodSync(home, 0o700)
  const readable = whatBotsRead(parts)
  for (const path of readable) makeReadable(path, config)
  await insistOnReach(parts.node, [...readable, ...outer.slice(0, 2)], config.botUserBase)
}

/** Files and folders that every bot has to reach, as far as they are there. */
function whatBotsRead({ config, programs, node }: AppParts): readonly string[] {
  const templates = [config.dataDir, join(config.root, 'data')].map((data) =>
    join(data, 'templates'),
  )
  const files = programFiles({ root: config.root, program: programs.bot }).map((file) =>
    file.endsWith('*') ? dirname(file) : file,
  )
  return [node, programs.tool, ...files, ...templates].filter((path) => existsSync(path))
}

/** What lies in the checkout or in the data folder is ours to open; elsewhere nothing is changed. */
function makeReadable(path: string, { root, dataDir }: ServerConfig): void {
  const base = [dataDir, root].find((folder) => isBelow(path, folder))
  if (base === undefined) return
  letRead(path)
  for (let folder = path; folder !== base && folder !== dirname(folder);) {
    folder = dirname(folder)
    chmodSync(folder, (statSync(folder).mode & 0o7777) | 0o011)
  }
}

const isBelow = (path: string, folder: string): boolean => !relative(folder, path).startsWith('..')

function letRead(path: string): void {
  const stats = lstatSync(path)
  if (stats.isSymbolicLink()) return
  const mode = stats.mode & 0o7777
  const wanted = mode | (stats.isDirectory() || mode & 0o100 ? 0o055 : 0o044)
  if (wanted !== mode) chmodSync(path, wanted)
  if (stats.isDirectory()) for (const name of readdirSync(path)) letRead(join(path, name))
}

/** Run as a bot's user: says which of its arguments it cannot reach. */
const PROBE = `
const fs = require('node:fs')
const reached = (path) => {
  try {
    fs.accessSync(path, fs.statSync(path).isDirectory() ? fs.constants.X_OK : fs.constants.R_OK)
    return true
  } catch {
    return false
  }
}
process.stdout.write(process.argv.slice(1).find((path) => !reached(path)) ?? '')
`

/** Asks the system itself, as one of the users: it knows of more than what modes say. */
async function insistOnReach(node: string, paths: readonly string[], user: number): Promise<void> {
  const options = { uid: user, gid: user, cwd: '/', env: {} }
  const { missed, failure } = await new Promise<{ missed: string; failure?: string }>((resolve) => {
    execFile(node, ['-e', PROBE, ...paths], options, (error, stdout) =>
      resolve({ missed: error ? node : stdout, ...(error && { failure: messageOf(error) }) }),
    )
  })
  if (missed === '') return
  const wall = wallBefore(missed)
  throw problem(
    'invalid_config',
    wall === undefined
      ? `The bots' own Unix users cannot use ${missed}${failure === undefined ? '' : `: ${failure}`}.`
      : `The bots' own Unix users cannot reach ${missed}, because ${wall} lets nobody pass. ` +
          `Move Flotilla and its data to where others may pass, such as /opt/flotilla, or let them pass: chmod o+x ${wall}`,
  )
}

/** The first folder on the way that others may not pass through. */
function wallBefore(path: string): string | undefined {
  const above = dirname(path)
  if (above === path) return undefined
  return wallBefore(above) ?? ((statSync(above).mode & 0o001) === 0 ? above : undefined)
}

const LOOK_EVERY_MS = 20
const LONGEST_END_MS = 5000

/** Makes the folders of a tenant whose bot does not run root's alone, until it starts again. */
export async function takeBack(
  { dataDir }: ServerConfig,
  tenant: Pick<TenantRow, 'slug' | 'unixUser'>,
  clock: Clock,
): Promise<void> {
  const folders = foldersBelow(dataDir)
  const strange = [folders.of(tenant.slug), folders.backups(tenant.slug)].filter(
    (folder) => ownerOf(folder) !== 0,
  )
  if (!isRoot() || strange.length === 0) return
  if (tenant.unixUser !== undefined) await endAllOf(tenant.unixUser, dataDir, clock)
  for (const folder of strange) takeFolder(folder)
}

/**
 * Makes a tenant's folders belong to whoever its bot runs as, before it starts: to its own user, or to
 * root again. What still runs under its user is ended first, since the bot does not run.
 * @throws {Problem} `invalid_config`, `fleet_failed`
 */
async function settleOwner(
  config: ServerConfig,
  tenant: Pick<TenantRow, 'slug' | 'unixUser'>,
  clock: Clock,
): Promise<void> {
  if (!isRoot()) return
  const folders = foldersBelow(config.dataDir)
  const owned = [folders.of(tenant.slug), folders.backups(tenant.slug)]
  const user = config.botUserBase === undefined ? 0 : userOf(tenant)
  // Most installations never had users.
  if (user === 0 && owned.every((folder) => ownerOf(folder) === 0)) return
  if (tenant.unixUser !== undefined) await endAllOf(tenant.unixUser, config.dataDir, clock)
  for (const folder of owned) giveFolder(folder, user)
}

async function endAllOf(user: number, dataDir: string, clock: Clock): Promise<void> {
  const deadline = clock.now() + LONGEST_END_MS
  for (;;) {
    const left = processesOf(user)
    if (left.length === 0) return
    const theirs = left
      .map((pid) => variableOf(pid, 'FLOTILLA_DATA_DIR'))
      .find((other) => other !== undefined && other !== dataDir)
    if (theirs !== undefined) {
      throw problem(
        'clash',
        `The user ${user} has processes of another installation, with its data in ${theirs}. ` +
          'Give one of the two a BOT_USER_BASE of its own before its first start with users.',
      )
    }
    for (const pid of left) signal(pid, 'SIGKILL')
    if (clock.now() > deadline) {
      throw problem(
        'fleet_failed',
        `Processes of the user ${user} cannot be ended: ${left.join(', ')}.`,
      )
    }
    await clock.sleep(LOOK_EVERY_MS)
  }
}

/** Why a tenant's folders could not be made its bot's; undefined when they are. */
export async function ownerTrouble(
  { config, store, clock }: OwnerParts,
  slug: Slug,
): Promise<{ readonly code: string; readonly detail: string } | undefined> {
  try {
    const tenant = await store.liveBySlug(slug)
    if (tenant) await settleOwner(config, tenant, clock)
    return undefined
  } catch (error) {
    return { code: codeOf(error) ?? 'internal', detail: messageOf(error) }
  }
}

interface OwnerParts {
  readonly config: ServerConfig
  readonly store: Pick<TenantStore, 'liveBySlug'>
  readonly clock: Clock
}
