import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve as resolvePath } from 'node:path'
import { newTenantId } from '../../../common/domain/ids.ts'
import { freePort } from '../../../scripts/demo/free-port.ts'
import { THRIFTY_NODE } from '../../../server/fleet/apps.ts'
import { fenceFlags } from '../../../server/fleet/fence.ts'
import { until } from './until.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** Tests run the sources; the same code in a bundle when asked: `BOT_UNDER_TEST=dist/bot.cjs`. */
export const PROGRAM = resolvePath(ROOT, process.env['BOT_UNDER_TEST'] ?? 'bot/main.ts')
export const TOOL = resolvePath(ROOT, process.env['TOOL_UNDER_TEST'] ?? 'bot/tool.ts')

/** What a test bot answers a customer's first message. */
export const WELCOME = '¡Hola! Enseguida te atendemos.'

export interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of any shape
  readonly body: any
}

/** One tenant's folder and the processes started on it. */
export class TestBot implements AsyncDisposable {
  readonly tenantId = newTenantId()
  slug: string
  readonly port: number
  readonly dataDir: string
  readonly env: Record<string, string>
  /** More flags for its Node, such as a file to load first. */
  nodeArgs: readonly string[] = []
  readonly #mine: ChildProcess[] = []
  #current: ChildProcess | undefined
  /** Everything any of the processes printed. */
  output = ''

  constructor(slug: string, port: number, env: Record<string, string>, dataDir?: string) {
    this.slug = slug
    this.port = port
    this.dataDir = dataDir ?? mkdtempSync(join(tmpdir(), 'flotilla-bot-'))
    this.env = env
  }

  /** Writes the tenant's `config.json`. */
  configure(config: Record<string, unknown>): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    const whole = {
      id: this.tenantId,
      slug: this.slug,
      business_name: this.slug,
      created_at: '2026-01-01T00:00:00.000Z',
      pacing: { enabled: false },
      ...config,
    }
    writeFileSync(join(this.folder, 'config.json'), JSON.stringify(whole, undefined, 2))
  }

  get folder(): string {
    return join(this.dataDir, 'tenants', this.slug)
  }

  get sessionFile(): string {
    return join(this.folder, 'auth_info', 'session.db')
  }

  get pid(): number | undefined {
    return this.#current?.pid
  }

  /** Starts a process and waits until its API answers. */
  async start(): Promise<void> {
    this.#current = this.spawn()
    const started = this.#current
    let last = 'nothing yet'
    const answers = async (): Promise<boolean> => {
      if (started.exitCode !== null || started.signalCode !== null) {
        throw new Error(
          `the bot ended (${started.signalCode ?? started.exitCode}):\n${this.output}`,
        )
      }
      const status = await this.get('/api/status').then((answer) => answer.status, String)
      last = String(status)
      return status === 200
    }
    await until(answers, 'the bot answers', 45_000, () => `${last}\n${this.output.slice(-2000)}`)
  }

  wholeEnv(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      TENANT_ID: this.tenantId,
      TENANT_NAME: this.slug,
      BOT_API_PORT: String(this.port),
      FLOTILLA_DATA_DIR: this.dataDir,
      ...this.env,
    }
  }

  /** Cuts the session off, as a full disk or a bad copy does. */
  damageSession(): void {
    truncateSync(this.sessionFile, 0)
  }

  /**
   * Node's flags that it has in a fleet (its compiled form is of use only under them), and what a test
   * wants to be let through beside its fence.
   */
  flags(program = PROGRAM): readonly string[] {
    const fence = fenceFlags({
      root: ROOT,
      program,
      dataDir: this.dataDir,
      tenantFolder: this.folder,
      backups: join(this.dataDir, 'backups', this.slug),
    })
    // Without an installation a bot looks for a template below where it was started.
    const template = join(this.dataDir, 'data', 'templates', '*')
    return [...THRIFTY_NODE, ...fence, `--allow-fs-read=${template}`, ...this.nodeArgs]
  }

  /** Starts a process and nothing more. */
  spawn(more: Record<string, string> = {}, args: readonly string[] = []): ChildProcess {
    const child = spawn(process.execPath, [...this.flags(), PROGRAM, ...args], {
      cwd: this.dataDir,
      env: { ...this.wholeEnv(), ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (this.output += chunk.toString()))
    this.#mine.push(child)
    return child
  }

  /** Runs a process to its end. */
  async run(more: Record<string, string> = {}): Promise<{ code: number | null; stderr: string }> {
    const child = this.spawn(more)
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    return { code: await ended(child), stderr }
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#current
    if (!child) return null
    child.kill(signal)
    return await ended(child)
  }

  /** Waits until the process ends by itself. */
  async untilEnded(): Promise<number | null> {
    return this.#current ? await ended(this.#current) : null
  }

  get(path: string, token = this.token): Promise<Answer> {
    return this.#ask('GET', path, undefined, { authorization: `Bearer ${token}` })
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#ask('POST', path, body, { authorization: `Bearer ${this.token}`, ...headers })
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.#ask('PATCH', path, body, { authorization: `Bearer ${this.token}` })
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const authorization = `Bearer ${this.token}`
    return this.#ask('DELETE', path, undefined, { authorization, ...headers })
  }

  get token(): string {
    const file = join(this.folder, 'bot.token')
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : 'none-yet'
  }

  async #ask(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  async untilState(state: string): Promise<void> {
    await until(
      async () => (await this.get('/api/status')).body.connection.state === state,
      `the connection is ${state}`,
      15_000,
      () => this.output.slice(-2000),
    )
  }

  async messages(query = ''): Promise<Record<string, unknown>[]> {
    return (await this.get(`/api/messages${query}`)).body.messages
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#mine) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await ended(child)
      }
    }
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

/** `NODE_OPTIONS` that load a file into a bot first, and let it be read through the fence. */
export const preloading = (file: string): string => `--require=${file} --allow-fs-read=${file}`

export const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('close', (code) => resolve(code)))

/** A bot's folder for a network at the given address; not started. */
export async function testBot(slug: string, wsUrl: string): Promise<TestBot> {
  const bot = new TestBot(slug, await freePort(), { WHATSAPP_WS_URL: wsUrl })
  bot.configure({ prompts: { welcome_message: WELCOME } })
  return bot
}
