import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { applyEdits, modify } from 'jsonc-parser'
import { writeFileAtomically } from '../../common/kit/files.ts'
import { installationFrom } from '../installation.ts'
import type { Installation } from '../installation.ts'
import { freePort } from './free-port.ts'

/** A whole installation in a temporary folder, with a PM2 of its own. Disposing leaves nothing. */
export interface Throwaway extends AsyncDisposable {
  readonly folder: string
  readonly installation: Installation
  /** What a command or another process needs in its environment to mean this installation. */
  readonly environment: Readonly<Record<string, string>>
}

export interface ThrowawayOptions {
  readonly whatsappWsUrl: string
  readonly name?: string
  readonly root?: string
  readonly extra?: Readonly<Record<string, string>>
}

/** As many tenants as any of them has. */
const PORTS = 60

/**
 * Prepares (but does not start) a throw-away installation on free ports. PM2's sockets live in its
 * folder, so the folder has a short path: UNIX sockets end at about 107 bytes.
 */
export async function openThrowaway(options: ThrowawayOptions): Promise<Throwaway> {
  const folder = mkdtempSync('/tmp/flotilla-')
  const environment = {
    FLOTILLA_DATA_DIR: join(folder, 'data'),
    FLOTILLA_NAME: options.name ?? 'flotilla',
    PM2_HOME: join(folder, 'pm2'),
    PORT: String(await freePort()),
    BOT_PORT_BASE: String(await freePort(PORTS)),
    WHATSAPP_WS_URL: options.whatsappWsUrl,
    ...(options.root !== undefined && { FLOTILLA_ROOT: options.root }),
    ...options.extra,
  }
  const installation = installationFrom({
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...environment,
  })
  withoutPacing(environment.FLOTILLA_DATA_DIR, installation.root)
  return {
    folder,
    installation,
    environment,
    [Symbol.asyncDispose]: async () => {
      await endDaemon(installation, environment.PM2_HOME)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Tenants to come are not paced: behind a simulator there is nobody whom haste would annoy. */
export function withoutPacing(dataDir: string, root: string): void {
  const template = readFileSync(join(root, 'data', 'templates', 'config.json'), 'utf8')
  const folder = join(dataDir, 'templates')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'config.json'), template)
  setInConfig(folder, ['pacing', 'enabled'], false)
}

/** Changes one value of the `config.json` in a folder, and nothing else of it. */
export function setInConfig(folder: string, path: readonly string[], value: unknown): void {
  const file = join(folder, 'config.json')
  const text = readFileSync(file, 'utf8')
  writeFileAtomically(file, applyEdits(text, modify(text, [...path], value, {})))
}

/** Ends a PM2 that is this folder's alone; never call it on a home that others use. */
async function endDaemon(installation: Installation, home: string): Promise<void> {
  if (!installation.fleet.isDaemonAlive()) return
  const pm2 = join(installation.root, 'node_modules', 'pm2', 'bin', 'pm2')
  await promisify(execFile)(process.execPath, [pm2, 'kill'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PM2_HOME: home },
  })
}
