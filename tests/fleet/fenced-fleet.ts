import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { createTenant } from '../../common/contracts/public-api.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { readTextIfThere } from '../../common/kit/files.ts'
import { callServer } from '../../scripts/client.ts'
import { openThrowaway } from '../../scripts/demo/throwaway.ts'
import type { Throwaway } from '../../scripts/demo/throwaway.ts'
import { until } from '../../scripts/demo/until.ts'
import { startFleet } from '../../scripts/start/start-fleet.ts'
import { openPm2 } from '../../server/fleet/pm2.ts'
import { root } from './fleet.ts'

export type Mode = 'fence' | 'users'

const SECONDS = 60
/** Not where an installation of this machine would begin, and known in small containers too. */
const USER_BASE = 64_000

const toldSchema = z.record(
  z.string(),
  z.union([
    z.object({ refused: z.string() }).strict(),
    z.object({ possible: z.string() }).strict(),
  ]),
)

/** What came of each attempt, by its name. */
export type Told = z.output<typeof toldSchema>

/** Why bots cannot have users of their own here; undefined when they can. */
export function whyNoUsers(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can give bots users of their own'
  const wall = [...foldersAbove(root), ...foldersAbove(process.execPath)].find(
    (folder) => (lstatSync(folder).mode & 0o001) === 0,
  )
  if (wall !== undefined) return `${wall} lets nobody pass`
  return spawnSync('true', { uid: USER_BASE, gid: USER_BASE }).error?.message
}

const foldersAbove = (path: string): readonly string[] => {
  const above = dirname(path)
  return above === path ? [] : [...foldersAbove(above), above]
}

async function toldIn(folder: string): Promise<Told> {
  const file = join(folder, 'told.json')
  const told = toldSchema.parse(
    JSON.parse(await until('the probe tells', () => readTextIfThere(file), SECONDS)),
  )
  const left = told['vacuum-outside']
  if (left && 'possible' in left) rmSync(left.possible)
  return told
}

/** An installation whose bots are run by PM2 in one of the two modes, with a probe inside each. */
export class FencedFleet implements AsyncDisposable {
  readonly #throwaway: Throwaway
  readonly #probes: string

  private constructor(throwaway: Throwaway, probes: string) {
    this.#throwaway = throwaway
    this.#probes = probes
  }

  static async open(mode: Mode): Promise<FencedFleet> {
    const probes = mkdtempSync('/tmp/flotilla-probe-')
    const probe = join(probes, 'probe.cjs')
    copyFileSync(join(import.meta.dirname, 'probe.cjs'), probe)
    chmodSync(probes, 0o755)
    chmodSync(probe, 0o644)
    const throwaway = await openThrowaway({
      whatsappWsUrl: 'ws://127.0.0.1:9/ws/chat',
      extra: {
        BOT_NODE_ARGS: `--require=${probe} --allow-fs-read=${probe}`,
        ISOLATE_USERS: String(mode === 'users'),
        BOT_USER_BASE: String(USER_BASE),
      },
    })
    if (mode === 'users') chmodSync(throwaway.folder, 0o711)
    await startFleet(throwaway.installation, () => undefined)
    return new FencedFleet(throwaway, probes)
  }

  get installation(): Throwaway['installation'] {
    return this.#throwaway.installation
  }

  get pm2Home(): string {
    return this.#throwaway.environment['PM2_HOME'] ?? ''
  }

  folderOf({ slug }: Pick<Tenant, 'slug'>): string {
    return this.installation.tenantFolder(slug)
  }

  /** Registers a business and waits until its bot reports. */
  async add(name: string): Promise<Tenant> {
    const { server } = this.installation
    const tenant = await callServer(server, createTenant, { body: { business_name: name } })
    await this.untilAllReport()
    return tenant
  }

  untilAllReport(): Promise<true> {
    const { installation } = this
    return until(
      'every bot has reported',
      async () => ((await installation.readiness()).ready ? true : undefined),
      SECONDS,
    )
  }

  async pidOf({ slug }: Pick<Tenant, 'slug'>): Promise<number> {
    const pm2 = openPm2({ root, home: this.pm2Home, env: process.env })
    return (await pm2.list()).find(({ name }) => name === `bot-${slug}`)?.pid ?? 0
  }

  /** Has a bot try everything against another one. */
  async probe(inside: Tenant, other: Tenant): Promise<Told> {
    const folder = this.folderOf(inside)
    symlinkSync(join(this.folderOf(other), 'config.json'), join(folder, 'link-to-other'))
    await this.#ask(inside, other)
    return await toldIn(folder)
  }

  /** Has a process try it that runs as the bot does, but without Node's fence. */
  async probePastTheFence(inside: Tenant, other: Tenant): Promise<Told> {
    const folder = this.folderOf(inside)
    const { uid, gid } = lstatSync(folder)
    rmSync(join(folder, 'told.json'), { force: true })
    await this.#ask(inside, other)
    const child = spawn(process.execPath, [join(this.#probes, 'probe.cjs')], {
      uid,
      gid,
      cwd: '/',
      env: { TMPDIR: join(folder, 'tmp') },
      stdio: 'ignore',
    })
    try {
      return await toldIn(folder)
    } finally {
      child.kill('SIGKILL')
    }
  }

  async #ask(inside: Tenant, other: Tenant): Promise<void> {
    const folder = this.folderOf(inside)
    const { server, dataDir } = this.installation
    const asked = join(folder, 'ask.json')
    const world = {
      root,
      dataDir,
      pm2Home: this.pm2Home,
      server: server.url,
      token: readTextIfThere(join(folder, 'bot.token'))?.trim(),
      other: {
        id: other.id,
        slug: other.slug,
        port: other.botPort,
        pid: await this.pidOf(other),
      },
    }
    writeFileSync(`${asked}.new`, JSON.stringify(world))
    chmodSync(`${asked}.new`, 0o644)
    renameSync(`${asked}.new`, asked)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#throwaway[Symbol.asyncDispose]()
    rmSync(this.#probes, { recursive: true, force: true })
  }
}
