import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { problem } from '../../common/contracts/errors.ts'
import { atOnce } from '../../common/kit/at-once.ts'
import { messageOf } from '../../common/kit/errors.ts'
import { makePrivateFolder, readTextIfThere } from '../../common/kit/files.ts'
import type { Environment } from '../config.ts'
import { forPm2 } from './apps.ts'
import type { AppEntry } from './apps.ts'
import { isFenced, startedFrom } from './fence.ts'
import { NOBODY, askDaemon } from './pm2-daemon.ts'
import type { DaemonMethod } from './pm2-daemon.ts'
import { appsIn } from './pm2-list.ts'
import type { Pm2App } from './pm2-list.ts'
import { isAlive } from './processes.ts'

/** PM2 as a program beside us. Apps are named by their id: names are not unique across namespaces. */
export interface Pm2 {
  readonly home: string
  /** Every app of this PM2, foreign ones too. Empty when no daemon runs; none is started for it. */
  list(): Promise<readonly Pm2App[]>
  /** Starts entries that are not in the list yet. Starts the daemon when there is none. */
  start(entries: readonly AppEntry[]): Promise<void>
  stop(ids: readonly number[]): Promise<void>
  /** Ends the apps and takes them off the list. */
  remove(ids: readonly number[]): Promise<void>
  /** The daemon's process id, when it is alive. */
  daemonPid(): number | undefined
}

export interface Pm2Parts {
  /** The checkout, whose `node_modules` holds PM2. */
  readonly root: string
  /** Undefined is PM2's own default, `~/.pm2`. */
  readonly home: string | undefined
  /** The environment to pick harmless variables from. */
  readonly env: Environment
  /** How long a daemon that hangs is waited for with one thing, in milliseconds. */
  readonly patienceMs?: number
}

/** Unix sockets in PM2's home may have paths of about 107 bytes. */
const LONGEST_HOME = 96
const BASE_TIMEOUT_MS = 30_000
/** A bot may take its whole `listen_timeout` or `kill_timeout`, and PM2 takes two at a time. */
const TIMEOUT_PER_APP_MS = 8000
/** How many apps are ended side by side, as PM2's own command does it. */
const TOGETHER = 10

const PASSED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'TZ',
  'NODE_COMPILE_CACHE',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  // PM2's own settings: how often it looks after its apps, and how long one must live to be well.
  'PM2_WORKER_INTERVAL',
  'EXP_BACKOFF_RESET_TIMER',
]

/** @throws {Problem} `fleet_failed` from each call, with what PM2 said */
export function openPm2({ root, home, env, patienceMs = BASE_TIMEOUT_MS }: Pm2Parts): Pm2 {
  const where = home ?? (env['PM2_HOME'] || join(env['HOME'] || homedir(), '.pm2'))
  const program = join(root, 'node_modules', 'pm2', 'bin', 'pm2')
  const run = (args: readonly string[], apps: number): Promise<string> => {
    prepareHome(where)
    return runPm2(program, args, {
      env: cleanEnv(env, where),
      timeoutMs: BASE_TIMEOUT_MS + apps * TIMEOUT_PER_APP_MS,
    })
  }
  const daemonPid = (): number | undefined => aliveDaemon(where)
  const ask = (method: DaemonMethod, argument: unknown): Promise<unknown> =>
    askDaemon({ root, home: where }, method, argument, patienceMs)
  const onIds = async (method: DaemonMethod, ids: readonly number[]): Promise<void> => {
    // All at once would have the machine end a whole fleet in one moment.
    await atOnce(TOGETHER, ids, async (id) => {
      if ((await ask(method, id)) !== NOBODY) return
      throw problem('fleet_failed', 'PM2 has ended. Start everything with `npm start`.')
    })
  }
  // It stays the same for as long as its process lives.
  let known: { readonly pid: number; readonly lib: string | undefined } | undefined
  /** It may be another one than the checkout's, from a machine-wide installation, say. */
  const libOfDaemon = async (): Promise<string | undefined> => {
    const pid = daemonPid()
    if (pid === undefined) return undefined
    if (known?.pid !== pid) known = { pid, lib: libIn(await ask('getReport', {})) }
    return known.lib
  }
  return {
    home: where,
    daemonPid,
    list: async () => {
      // The file may name a process that was given the number of a PM2 that is gone.
      const list = daemonPid() === undefined ? NOBODY : await ask('getMonitorData', {})
      return list === NOBODY ? [] : appsIn(list)
    },
    start: async (entries) => {
      if (entries.length === 0) return
      const isAnyFenced = entries.some((entry) => isFenced(entry.node_args))
      const lib = isAnyFenced ? await libOfDaemon() : undefined
      const apps = entries.map((entry) => forPm2(startable(entry, lib)))
      await withFile({ apps }, (file) => run(['start', file], entries.length))
    },
    stop: (ids) => onIds('stopProcessId', ids),
    remove: (ids) => onIds('deleteProcessId', ids),
  }
}

const reportSchema = z.object({ argv: z.array(z.string()) })

const startable = (entry: AppEntry, lib: string | undefined): AppEntry =>
  lib !== undefined && isFenced(entry.node_args)
    ? { ...entry, node_args: startedFrom(lib, entry.node_args) }
    : entry

/** Where a running PM2's own code lies; undefined when it does not tell. */
function libIn(report: unknown): string | undefined {
  const read = reportSchema.safeParse(report)
  const daemon = read.data?.argv.find((part) => part.endsWith('Daemon.js'))
  return daemon && dirname(daemon)
}

/** PM2 copies the environment of whoever calls it into apps and dump: it gets a clean one. */
function cleanEnv(env: Environment, home: string): Record<string, string> {
  const picked = PASSED_ON.flatMap((name) => {
    const value = env[name]
    return value ? [[name, value]] : []
  })
  return {
    ...Object.fromEntries(picked),
    PM2_HOME: home,
    // Its daemon would otherwise call home once a day.
    PM2_DISABLE_VERSION_CHECK: 'true',
  }
}

function prepareHome(home: string): void {
  if (Buffer.byteLength(home) > LONGEST_HOME) {
    throw problem(
      'fleet_failed',
      `PM2's home ${home} is too long a path for its sockets. Set PM2_HOME to a shorter one.`,
    )
  }
  if (!existsSync(home)) makePrivateFolder(home)
}

function aliveDaemon(home: string): number | undefined {
  const pid = Number(readTextIfThere(join(home, 'pm2.pid')))
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return isAlive(pid) ? pid : undefined
}

/**
 * PM2's command waits for ever for a daemon that hangs or has died, also when whoever asked has died
 * meanwhile. It looks after its parent, and ends when it has another one.
 */
const END_WITH_PARENT = `--import=data:text/javascript,${encodeURIComponent(
  `setInterval(() => process.ppid === ${process.pid} || process.exit(1), 1000).unref()`,
)}`

/**
 * A shell sets the mask: what PM2 and the bots write is their owner's only, and our own process
 * keeps its mask.
 */
function runPm2(
  program: string,
  args: readonly string[],
  { env, timeoutMs }: { env: Record<string, string>; timeoutMs: number },
): Promise<string> {
  const shell = [
    '-c',
    'umask 077; exec "$0" "$@"',
    process.execPath,
    END_WITH_PARENT,
    program,
    ...args,
  ]
  const options = { env, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024, cwd: dirname(program) }
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', shell, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      const said = lastLines(`${stdout}\n${stderr}`)
      const why = error.killed ? `it took longer than ${timeoutMs / 1000} s` : said
      return reject(
        problem('fleet_failed', `pm2 ${args[0]} failed: ${why || messageOf(error)}`, {
          cause: error,
        }),
      )
    })
  })
}

// oxlint-disable-next-line no-control-regex -- colours are control characters
const COLOUR = /\u001B\[[\d;]*m/g

const lastLines = (text: string): string =>
  text
    .replaceAll(COLOUR, '')
    .split('\n')
    .filter((line) => /error|not found|fail|denied|unknown/i.test(line))
    .slice(-3)
    .join(' ')
    .trim()

async function withFile<T>(content: unknown, use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-'))
  try {
    // PM2 knows by the ending what it reads.
    const file = join(folder, 'apps.json')
    writeFileSync(file, JSON.stringify(content), { mode: 0o600 })
    return await use(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
