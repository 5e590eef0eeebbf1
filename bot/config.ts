import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse as parseDotenv } from 'dotenv'
import * as z from 'zod'
import type { Slug, TenantId } from '../common/domain/ids.ts'
import { asGivenTenantId } from '../common/domain/ids.ts'
import { slugify } from '../common/domain/slug.ts'
import { portText, readEnv } from '../common/kit/env.ts'
import { Problem, messageOf } from '../common/kit/errors.ts'

/** What the environment decides about one bot. */
export interface BotConfig {
  readonly tenantId: TenantId
  readonly slug: Slug
  /** As it was given, for a new `config.json`. */
  readonly name: string
  readonly port: number
  /** The tenant's folder. */
  readonly folder: string
  readonly backups: string
  /** Where a `config.json` may lie whose values missing keys take; the first that has one counts. */
  readonly templates: readonly string[]
  /** Where reports go; undefined when the bot runs alone. */
  readonly serverUrl: string | undefined
  readonly whatsAppUrl: string | undefined
  /** Whether webhooks may lead to private addresses: the operator's to say, never a tenant's. */
  readonly webhooksMayBePrivate: boolean
  /** Whether files may be fetched from links into private networks: the operator's to say, too. */
  readonly linksMayBePrivate: boolean
  /** How much memory it takes before it starts again by itself, in MiB; undefined: no limit. */
  readonly softLimitMb: number | undefined
  readonly logLevel: string
}

type Environment = Readonly<Record<string, string | undefined>>

const url = z.string().refine((text) => URL.canParse(text), 'must be a URL')

const schema = z.object({
  TENANT_ID: z
    .string('is missing')
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be 1 to 64 letters, digits, - and _'),
  TENANT_NAME: z
    .string('is missing')
    .refine((name) => slugify(name) !== undefined, 'must begin with a letter, such as mundo-apple'),
  BOT_API_PORT: portText.optional(),
  FLOTILLA_ROOT: z.string().optional(),
  FLOTILLA_DATA_DIR: z.string().default('data'),
  TENANT_DIR: z.string().optional(),
  FLOTILLA_SERVER_URL: url.optional(),
  WHATSAPP_WS_URL: url.optional(),
  WEBHOOK_ALLOW_PRIVATE: z.enum(['true', 'false']).default('false'),
  MEDIA_ALLOW_PRIVATE: z.enum(['true', 'false']).default('false'),
  BOT_SOFT_LIMIT_MB: z.coerce.number('must be a number of MiB').positive().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

/** The first tenant's port, for a bot that runs alone. */
const FIRST_PORT = 3001

/**
 * Reads the environment, and the file behind `--env` where the environment says nothing.
 * @param args the program's arguments
 * @throws {Problem} `invalid_config`, naming every variable that is missing or wrong
 */
export function readConfig(env: Environment, args: readonly string[]): BotConfig {
  const read = readEnv(schema, { ...fileBehind(args), ...given(env) })
  const slug = slugify(read.TENANT_NAME)
  if (!slug) throw new Problem('invalid_config', 500, 'TENANT_NAME is not usable.')
  const dataDir = resolve(read.FLOTILLA_DATA_DIR)
  return {
    tenantId: asGivenTenantId(read.TENANT_ID),
    slug,
    name: read.TENANT_NAME,
    port: read.BOT_API_PORT ?? FIRST_PORT,
    folder: resolve(read.TENANT_DIR ?? join(dataDir, 'tenants', slug)),
    backups: join(dataDir, 'backups', slug),
    templates: [dataDir, join(read.FLOTILLA_ROOT ?? '.', 'data')].map((data) =>
      resolve(data, 'templates', 'config.json'),
    ),
    serverUrl: read.FLOTILLA_SERVER_URL,
    whatsAppUrl: read.WHATSAPP_WS_URL,
    webhooksMayBePrivate: read.WEBHOOK_ALLOW_PRIVATE === 'true',
    linksMayBePrivate: read.MEDIA_ALLOW_PRIVATE === 'true',
    softLimitMb: read.BOT_SOFT_LIMIT_MB,
    logLevel: read.LOG_LEVEL,
  }
}

/** An empty variable says nothing, so the file may. */
const given = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

function fileBehind(args: readonly string[]): Environment {
  const at = args.findIndex((arg) => arg === '--env' || arg.startsWith('--env='))
  if (at === -1) return {}
  const file = args[at]?.slice('--env='.length) || args[at + 1]
  if (file === undefined) {
    throw new Problem('invalid_config', 500, '--env wants the path of a file, such as --env .env.')
  }
  try {
    return parseDotenv(readFileSync(file))
  } catch (error) {
    throw new Problem('invalid_config', 500, `${file} cannot be read: ${messageOf(error)}.`)
  }
}
