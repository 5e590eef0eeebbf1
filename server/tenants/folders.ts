import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { asSlug } from '../../common/domain/ids.ts'
import type { BotAddress } from '../bots/bot-caller.ts'
import type { Slug, TenantId } from '../../common/domain/ids.ts'
import { makeOuterFolder, makePrivateFolder, writeFileAtomically } from '../../common/kit/files.ts'
import { newSecret } from '../../common/kit/secrets.ts'
import { readTenantFile } from './ownership.ts'

/** Where everything of an installation lies. Slugs and ids have been checked by their types. */
export interface Folders {
  readonly tenants: string
  readonly archive: string
  of(slug: Slug): string
  archived(slug: Slug, id: TenantId): string
  /** Where copies go of what a tenant had. */
  backups(slug: Slug): string
  /** A place to build a folder in before it is moved to where it counts. */
  draft(id: TenantId): string
  botLog(slug: Slug): string
  /** The same where root writes it for a bot with a user of its own, out of that bot's reach. */
  guardedBotLog(slug: Slug): string
  serverLog(): string
}

const DRAFT = '.new-'
const TOKEN_FILE = 'bot.token'

/** @param dataDir absolute */
export function foldersBelow(dataDir: string): Folders {
  const tenants = join(dataDir, 'tenants')
  const archive = join(dataDir, 'archive')
  // The type says it already; a path is the last place to find out that a cast lied.
  const of = (slug: Slug): string => join(tenants, asSlug(slug))
  return {
    tenants,
    archive,
    of,
    archived: (slug, id) => join(archive, `${asSlug(slug)}-${id}`),
    backups: (slug) => join(dataDir, 'backups', asSlug(slug)),
    draft: (id) => join(tenants, `${DRAFT}${id}`),
    botLog: (slug) => join(of(slug), 'logs', 'bot.log'),
    guardedBotLog: (slug) => join(dataDir, 'logs', 'bots', `${asSlug(slug)}.log`),
    serverLog: () => join(dataDir, 'logs', 'server.log'),
  }
}

const CONFIG_FILE = 'config.json'
export const configFileIn = (folder: string): string => join(folder, CONFIG_FILE)

/** The text of a tenant's `config.json`; undefined when there is none that can be trusted. */
export const configTextIn = (folder: string): string | undefined =>
  readTenantFile(folder, CONFIG_FILE)

/** Makes the folders for tenants, and removes drafts that a crash left behind. */
export function prepareFolders(folders: Folders): void {
  makeOuterFolder(folders.tenants)
  makePrivateFolder(folders.archive)
  for (const name of readdirSync(folders.tenants)) {
    if (name.startsWith(DRAFT)) rmSync(join(folders.tenants, name), { recursive: true })
  }
}

/** Writes what every tenant's folder has, except its `config.json`. An existing token is replaced. */
export function furnish(folder: string): void {
  makePrivateFolder(folder)
  for (const room of ['auth_info', 'media', 'tmp', 'logs']) makePrivateFolder(join(folder, room))
  writeFileAtomically(join(folder, TOKEN_FILE), `${newSecret('bot')}\n`)
}

/** The token that a tenant's bot and the server share; undefined when its file is missing or empty. */
export const botTokenIn = (folder: string): string | undefined =>
  readTenantFile(folder, TOKEN_FILE)?.trim() || undefined

/** Where a tenant's bot is asked, and the token it is asked under. */
export const addressIn = (
  folders: Folders,
  {
    slug,
    botHost,
    botPort,
  }: { readonly slug: Slug; readonly botHost: string; readonly botPort: number },
): BotAddress => ({ slug, host: botHost, port: botPort, token: botTokenIn(folders.of(slug)) })

/** The slugs that have a folder, registered or not. */
export const foldersThere = (folders: Folders): readonly string[] =>
  existsSync(folders.tenants)
    ? readdirSync(folders.tenants).filter(
        (name) => !name.startsWith('.') && lstatSync(join(folders.tenants, name)).isDirectory(),
      )
    : []
