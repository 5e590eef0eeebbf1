import { parse } from 'dotenv'
import { existsSync, realpathSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import { readEnv, portText } from '../common/kit/env.ts'
import { makeOuterFolder, readTextIfThere, writeFileAtomically } from '../common/kit/files.ts'

/** What an installation is made of, wherever it is read: in the server and in the commands. */
export interface ServerConfig {
  /** The checkout. Programs and templates are found below it. */
  readonly root: string
  /** Absolute. */
  readonly dataDir: string
  /** The PM2 namespace; it tells two installations under one PM2 apart. */
  readonly name: string
  readonly port: number
  readonly botPortBase: number
  /** The WhatsApp server the bots speak to; undefined is the real one. */
  readonly whatsappWsUrl: string | undefined
  /** Whether webhooks may lead to private addresses. */
  readonly webhooksMayBePrivate?: boolean
  /** Whether links to files may lead to private addresses. */
  readonly linksMayBePrivate?: boolean
  /** A key given in the environment; without one, `data/admin-key` holds it. */
  readonly adminKey: string | undefined
  readonly logLevel: string
  /** Flags for the bots' Node beside our own, such as a profiler's. */
  readonly botNodeArgs?: readonly string[]
  /** The first of the numbers of the bots' own Unix users; undefined when they run as we do. */
  readonly botUserBase?: number | undefined
  /** Whether bots are put into memory groups of the kernel: where that works, unless told. */
  readonly botCgroups?: 'auto' | 'off'
  /** PM2's home; undefined is PM2's own default. */
  readonly pm2Home: string | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

const envSchema = z.object({
  FLOTILLA_DATA_DIR: z.string().default('data'),
  FLOTILLA_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be up to 31 of a-z, 0-9 and -, beginning with a letter')
    .default('flotilla'),
  PORT: portText.default(3000),
  BOT_PORT_BASE: portText
    .refine((port) => port >= 1 && port <= 65_000, 'must be from 1 to 65000')
    .default(3001),
  WHATSAPP_WS_URL: z
    .string()
    .regex(/^wss?:\/\//, 'must begin with ws:// or wss://')
    .optional(),
  WEBHOOK_ALLOW_PRIVATE: z.enum(['true', 'false']).default('false'),
  MEDIA_ALLOW_PRIVATE: z.enum(['true', 'false']).default('false'),
  ADMIN_API_KEY: z.string().min(8, 'must be at least 8 characters').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  BOT_NODE_ARGS: z.string().default(''),
  ISOLATE_USERS: z.enum(['true', 'false']).optional(),
  BOT_USER_BASE: z.coerce.number().int().min(1000).max(2_000_000_000).default(70_000),
  BOT_CGROUPS: z.enum(['auto', 'off']).default('auto'),
  PM2_HOME: z.string().optional(),
})

/**
 * Reads the environment, and below it the `.env` file of the checkout: what the environment says
 * wins. Relative folders count from the checkout.
 * @throws {Problem} `invalid_config`, naming every variable that is wrong
 */
export function readConfig(env: Environment): ServerConfig {
  const root = realFolder(resolve(env['FLOTILLA_ROOT'] || join(import.meta.dirname, '..')))
  const read = readEnv(envSchema, withDotenv(root, env))
  const dataDir = resolve(root, read.FLOTILLA_DATA_DIR)
  return {
    root,
    dataDir,
    name: read.FLOTILLA_NAME,
    port: read.PORT,
    botPortBase: read.BOT_PORT_BASE,
    whatsappWsUrl: read.WHATSAPP_WS_URL,
    webhooksMayBePrivate: read.WEBHOOK_ALLOW_PRIVATE === 'true',
    linksMayBePrivate: read.MEDIA_ALLOW_PRIVATE === 'true',
    adminKey: read.ADMIN_API_KEY,
    logLevel: read.LOG_LEVEL,
    botNodeArgs: read.BOT_NODE_ARGS.split(/\s+/).filter((flag) => flag !== ''),
    // Said in the environment or in .env; otherwise what `start --isolate-users` has said last.
    botUserBase: isIsolated(read.ISOLATE_USERS, dataDir) ? read.BOT_USER_BASE : undefined,
    botCgroups: read.BOT_CGROUPS,
    pm2Home: read.PM2_HOME === undefined ? undefined : resolve(root, read.PM2_HOME),
  }
}

/** Without links: Node's permission model asks for each link on the way to a program. */
function realFolder(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder
}

/** Remembers what `start --isolate-users` and `--no-isolate-users` want. */
export function markIsolation(dataDir: string, wanted: boolean): void {
  makeOuterFolder(dataDir)
  if (wanted) writeFileAtomically(isolationMark(dataDir), '')
  else rmSync(isolationMark(dataDir), { force: true })
}

const isolationMark = (dataDir: string): string => join(dataDir, 'isolate-users')
const isIsolated = (said: 'true' | 'false' | undefined, dataDir: string): boolean =>
  said === undefined ? existsSync(isolationMark(dataDir)) : said === 'true'

/** An empty variable in the environment does not hide the one in the file. */
function withDotenv(root: string, env: Environment): Environment {
  const file = parse(readTextIfThere(join(root, '.env')) ?? '')
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value))
  return { ...file, ...given }
}
