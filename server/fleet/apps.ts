import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Slug } from '../../common/domain/ids.ts'
import { EXIT } from '../../common/domain/exit-codes.ts'
import { codeOf } from '../../common/kit/errors.ts'
import type { ServerConfig } from '../config.ts'
import type { TenantRow } from '../store/tenants.ts'
import { foldersBelow } from '../tenants/folders.ts'
import { userOf } from '../tenants/unix-users.ts'
import { fenceFlags } from './fence.ts'
import { limitFields } from './limits.ts'

/** An entry of PM2's ecosystem file, with the fields we set. */
export interface AppEntry {
  readonly name: string
  readonly namespace: string
  readonly script: string
  readonly cwd: string
  readonly interpreter: string
  readonly node_args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The number of the Unix user and group that it runs under; see `forPm2`. */
  readonly unix_user?: number
  readonly [field: string]: unknown
}

/**
 * An entry in PM2's own words. Its field `uid` wants an account in `/etc/passwd` (7.0.4); what stands
 * under that name in `env` reaches the same place and is taken as it is. Starting with a user ends
 * every other group of root's.
 */
export const forPm2 = ({
  unix_user: user,
  ...entry
}: AppEntry): Readonly<Record<string, unknown>> =>
  user === undefined ? entry : { ...entry, env: { ...entry.env, uid: user, gid: user } }

/** The programs that are run; a test hands in stand-ins. */
export interface Programs {
  readonly server: string
  readonly bot: string
  /** The bots' tool, which brings tenants' databases to the current schema. */
  readonly tool: string
}

export const builtPrograms = (root: string): Programs => ({
  server: join(root, 'dist', 'server.mjs'),
  bot: join(root, 'dist', 'bot.cjs'),
  tool: join(root, 'dist', 'tool.cjs'),
})

export interface AppParts {
  readonly config: ServerConfig
  readonly programs: Programs
  /** Absolute path of the Node that the programs run on. */
  readonly node: string
  /** Where bots find the server; by default the configured port on loopback. */
  readonly serverUrl?: string
  /** Handed in where many entries are made at once, so that a program is read only once. */
  readonly buildOf?: (script: string) => string
}

const DEFAULT_NAME = 'flotilla'

/** `flotilla-server`, `bot-<slug>`; in an installation of another name `<name>-bot-<slug>`. */
export const serverAppName = (name: string): string => `${name}-server`
export const botAppName = (name: string, slug: string): string =>
  name === DEFAULT_NAME ? `bot-${slug}` : `${name}-bot-${slug}`

/**
 * glibc keeps what its parsers freed, and V8 sizes its young space for a machine of its own: per
 * bot that was 40 MB for nothing. One arena, trimmed at once, and the smallest young space. What V8's
 * compiler takes, 32 kB at a time, would leave holes of 15 MB when it gives it back; mapped by itself
 * it leaves none.
 */
const THRIFTY_MALLOC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '0',
  MALLOC_TOP_PAD_: '0',
  MALLOC_MMAP_THRESHOLD_: '32768',
  UV_THREADPOOL_SIZE: '1',
} as const

/**
 * V8's young space as small as it gets. Flags of V8 other than of its sizes would make it throw away
 * the compiled form in which Node's own parts come: the bot's launcher turns off what is not wanted.
 */
export const THRIFTY_NODE = ['--max-semi-space-size=1', '--min-semi-space-size=1'] as const

/**
 * What `pm2 start` would copy out of a shell: names that contain one of these stay out. It looks at
 * the shell only; what an entry's own `env` says is kept.
 */
const SECRET_NAMES = ['SECRET', 'TOKEN', 'PASSWORD', 'PASSWD', 'KEY', 'CREDENTIAL', 'npm_', 'NPM_']

/**
 * How PM2 keeps a process up. Measured with 7.0.4: without a backoff a process that ends at once
 * is started 8 times a second; with `exp_backoff_restart_delay` it waits 0.2 s, 0.3 s … up to 15 s,
 * and begins anew after 30 s of life. `max_restarts` counts only such short lives and ends in
 * `errored` or, with a backoff, in a `waiting restart` that never comes; so it is out of reach.
 */
const KEPT_UP = {
  exec_mode: 'fork',
  autorestart: true,
  exp_backoff_restart_delay: 200,
  max_restarts: 1_000_000_000,
  min_uptime: 1000,
  stop_exit_codes: [EXIT.broken],
  kill_timeout: 8000,
  wait_ready: true,
  pmx: false,
  vizion: false,
  source_map_support: false,
  merge_logs: true,
  filter_env: SECRET_NAMES,
} as const

/** The PM2 entry of the server. */
export function serverApp(parts: AppParts): AppEntry {
  const { config } = parts
  const log = foldersBelow(config.dataDir).serverLog()
  const { botNodeArgs: botFlags = [] } = config
  return finished(parts, {
    name: serverAppName(config.name),
    script: parts.programs.server,
    node_args: [],
    listen_timeout: 15_000,
    out_file: log,
    error_file: log,
    env: {
      ...sharedEnv(parts),
      PORT: String(config.port),
      BOT_PORT_BASE: String(config.botPortBase),
      // The server makes the bots' entries too, and must make the same ones.
      ...usersEnv(config),
      ...(config.botCgroups === 'off' && { BOT_CGROUPS: 'off' }),
      ...(botFlags.length > 0 && { BOT_NODE_ARGS: botFlags.join(' ') }),
    },
  })
}

/** Said to the server, so that it is started again when this is changed. */
const usersEnv = ({ botUserBase }: ServerConfig): Record<string, string> => ({
  ISOLATE_USERS: String(botUserBase !== undefined),
  ...(botUserBase !== undefined && { BOT_USER_BASE: String(botUserBase) }),
})

/** PM2 writes a bot's log as root where bots have users of their own: out of their reach then. */
export function botLogOf(
  { dataDir, botUserBase }: Pick<ServerConfig, 'dataDir' | 'botUserBase'>,
  slug: Slug,
): string {
  const folders = foldersBelow(dataDir)
  return botUserBase === undefined ? folders.botLog(slug) : folders.guardedBotLog(slug)
}

/** The PM2 entry of one tenant's bot. */
export function botApp(parts: AppParts, tenant: TenantRow): AppEntry {
  const { config } = parts
  const folders = foldersBelow(config.dataDir)
  const isApart = config.botUserBase !== undefined
  const log = botLogOf(config, tenant.slug)
  const fence = fenceFlags({
    ...config,
    program: parts.programs.bot,
    tenantFolder: folders.of(tenant.slug),
    backups: folders.backups(tenant.slug),
  })
  const limits = limitFields(tenant)
  return finished(parts, {
    name: botAppName(config.name, tenant.slug),
    script: parts.programs.bot,
    node_args: [...THRIFTY_NODE, ...limits.nodeArgs, ...fence, ...(config.botNodeArgs ?? [])],
    max_memory_restart: limits.maxMemory,
    listen_timeout: 10_000,
    out_file: log,
    error_file: log,
    ...(isApart && { unix_user: userOf(tenant) }),
    env: {
      ...sharedEnv(parts),
      ...THRIFTY_MALLOC,
      ...(isApart && { HOME: folders.of(tenant.slug) }),
      ...limits.env,
      TENANT_ID: tenant.id,
      TENANT_NAME: tenant.slug,
      BOT_API_PORT: String(tenant.botPort),
      FLOTILLA_SERVER_URL: parts.serverUrl ?? `http://127.0.0.1:${config.port}`,
      // Media on their way lie in the tenant's own folder, not in everybody's /tmp.
      TMPDIR: join(folders.of(tenant.slug), 'tmp'),
    },
  })
}

/** The entries of everything that should run: the server and the bots that are wanted. */
export const ecosystemApps = (
  parts: AppParts,
  tenants: readonly TenantRow[],
): readonly AppEntry[] => [
  serverApp(parts),
  ...tenants.filter(isWanted).map((tenant) => botApp(parts, tenant)),
]

/** Whether a tenant's bot should run. */
export const isWanted = (tenant: TenantRow): boolean =>
  tenant.deletedAt === null && tenant.isActive && tenant.desiredState === 'running'

const sharedEnv = ({ config }: AppParts): Record<string, string> => ({
  FLOTILLA_ROOT: config.root,
  FLOTILLA_DATA_DIR: config.dataDir,
  FLOTILLA_NAME: config.name,
  LOG_LEVEL: config.logLevel,
  ...(config.whatsappWsUrl !== undefined && { WHATSAPP_WS_URL: config.whatsappWsUrl }),
  ...(config.webhooksMayBePrivate === true && { WEBHOOK_ALLOW_PRIVATE: 'true' }),
  ...(config.linksMayBePrivate === true && { MEDIA_ALLOW_PRIVATE: 'true' }),
})

interface OwnFields {
  readonly name: string
  readonly script: string
  readonly node_args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/**
 * Adds what all entries share, and a fingerprint of the whole, so that only what changed is
 * started again. Node counts by its version: the same one may lie at several paths.
 */
function finished({ config, node, buildOf: build = buildOf }: AppParts, own: OwnFields): AppEntry {
  const entry = {
    ...KEPT_UP,
    ...own,
    // PM2 takes a script with a blank in it for a shell command; below `cwd` there is none.
    script: relative(config.root, own.script),
    namespace: config.name,
    cwd: config.root,
    env: { ...own.env, FLOTILLA_BUILD: build(own.script) },
  }
  const fingerprint = shortHash(JSON.stringify([entry, process.version]))
  return {
    ...entry,
    interpreter: node,
    env: { ...entry.env, FLOTILLA_FINGERPRINT: fingerprint },
  }
}

/** Names a program's content; `missing` while it has not been built. */
export function buildOf(script: string): string {
  try {
    return shortHash(readFileSync(script))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'missing'
    throw error
  }
}

const shortHash = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 16)
