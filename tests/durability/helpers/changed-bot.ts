import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { freePort } from '../../../scripts/demo/free-port.ts'
import { TestBot, WELCOME, ended } from '../../bot/helpers/bot-process.ts'
import { until } from '../../bot/helpers/until.ts'

/** As the fleet limits every bot. */
const HEAP = ['--max-old-space-size=128', '--max-semi-space-size=1', '--min-semi-space-size=1']

/** A tenant's bot that runs a program of the test's own making. */
export class ChangedBot extends TestBot {
  program: string
  readonly #children: ChildProcess[] = []

  constructor(
    slug: string,
    port: number,
    parts: { program: string; env: Record<string, string>; dataDir?: string },
  ) {
    super(slug, port, parts.env, parts.dataDir)
    this.program = parts.program
  }

  /** The newest process. */
  get child(): ChildProcess | undefined {
    return this.#children.at(-1)
  }

  /** How the processes ended that have ended by themselves. */
  get exitCodes(): readonly number[] {
    return this.#children.map(({ exitCode }) => exitCode).filter((code) => code !== null)
  }

  /** How often a process was started. */
  get lives(): number {
    return this.#children.length
  }

  get isRunning(): boolean {
    const { child } = this
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }

  override spawn(more: Record<string, string> = {}): ChildProcess {
    const child = spawn(process.execPath, [...HEAP, ...this.flags(this.program), this.program], {
      cwd: this.dataDir,
      env: { ...this.wholeEnv(), ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const note = (chunk: Buffer): void => {
      this.output += chunk.toString()
    }
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    this.#children.push(child)
    return child
  }

  /** As PM2 does: starts it again each time it has died, until something is so. */
  async keepAlive(
    isSo: () => boolean | Promise<boolean>,
    what: string,
    ms = 120_000,
  ): Promise<void> {
    await until(
      async () => {
        if (!this.isRunning) this.spawn()
        return await isSo()
      },
      what,
      ms,
      () => this.output.slice(-3000),
    )
  }

  /** Asks over and over, across deaths, until there is an answer. */
  async insist<T>(ask: () => Promise<T>): Promise<T> {
    let answer: T | undefined
    await this.keepAlive(async () => {
      answer = await ask().catch(() => undefined)
      return answer !== undefined
    }, 'the bot answers')
    if (answer === undefined) throw new Error('no answer')
    return answer
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await ended(child)
    }
    await super[Symbol.asyncDispose]()
  }
}

/** A bot's folder for a network at the given address; not started. */
export async function changedBot(
  slug: string,
  wsUrl: string,
  program: string,
  env: Record<string, string> = {},
): Promise<ChangedBot> {
  const bot = new ChangedBot(slug, await freePort(), {
    program,
    env: { WHATSAPP_WS_URL: wsUrl, ...env },
  })
  bot.configure({ prompts: { welcome_message: WELCOME } })
  return bot
}
