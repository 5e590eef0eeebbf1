import { Agent, request } from 'node:http'
import { HEARTBEAT_MS, postBotEvents } from '../common/contracts/bot-events.ts'
import type { BotReport } from '../common/contracts/bot-events.ts'
import { messageOf } from '../common/kit/errors.ts'
import type { Heartbeat } from './heartbeat.ts'

export interface ReporterParts {
  /** The server's address; a bot that runs alone has none and reports to nobody. */
  readonly serverUrl: string | undefined
  readonly tenantId: string
  readonly token: string
  state(): Promise<BotReport>
  /** A report did not get through, the first of a row. */
  failed(reason: string): void
  resumed(): void
}

const TIMEOUT = 5000
/** Changes that come together go out together, in milliseconds. */
const TOGETHER = 50

/**
 * Tells the server how the bot is, every 10 s and when something has changed. The last state wins;
 * a server that is away holds nothing up.
 */
export class Reporter implements Disposable {
  readonly #parts: ReporterParts
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  #endBeats: (() => void) | undefined
  #soon: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #again = false
  #isAway = false

  constructor(parts: ReporterParts) {
    this.#parts = parts
  }

  start(heartbeat: Heartbeat): void {
    if (this.#parts.serverUrl === undefined) return
    this.#endBeats = heartbeat.add(HEARTBEAT_MS, () => {
      // With what is about to be told anyway; by itself at once, as it was woken for it.
      if (!this.#soon) this.#sendNow()
    })
    this.changed()
  }

  /** Something that reports carry is different now. */
  changed(): void {
    if (!this.#endBeats) return
    this.#soon ??= setTimeout(() => this.#sendNow(), TOGETHER)
  }

  /** Tells one last state and waits for it, for a second at most. */
  async last(report: BotReport): Promise<void> {
    this.#stop()
    const { serverUrl } = this.#parts
    if (serverUrl === undefined) return
    try {
      await this.#send(serverUrl, report, 1000)
    } catch {
      // Nothing is left to be told.
    }
  }

  [Symbol.dispose](): void {
    this.#stop()
    this.#agent.destroy()
  }

  #stop(): void {
    this.#endBeats?.()
    clearTimeout(this.#soon)
    this.#endBeats = undefined
  }

  #sendNow(): void {
    this.#soon = undefined
    if (this.#sending) {
      this.#again = true
      return
    }
    this.#again = false
    this.#sending = this.#report().finally(() => {
      this.#sending = undefined
      if (this.#again) this.changed()
    })
  }

  async #report(): Promise<void> {
    const { serverUrl } = this.#parts
    if (serverUrl === undefined) return
    try {
      await this.#send(serverUrl, await this.#parts.state(), TIMEOUT)
      if (this.#isAway) this.#parts.resumed()
      this.#isAway = false
    } catch (error) {
      if (!this.#isAway) this.#parts.failed(messageOf(error))
      this.#isAway = true
    }
  }

  #send(serverUrl: string, report: BotReport, timeout: number): Promise<void> {
    const path = postBotEvents.path.replace(':id', encodeURIComponent(this.#parts.tenantId))
    const body = JSON.stringify(report)
    return new Promise((resolve, reject) => {
      const asking = request(
        new URL(path, serverUrl),
        {
          method: postBotEvents.method,
          agent: this.#agent,
          timeout,
          headers: {
            authorization: `Bearer ${this.#parts.token}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          response.resume()
          response.on('end', () => {
            if (response.statusCode === postBotEvents.status) resolve()
            else reject(new Error(`the server answered ${response.statusCode ?? 'nothing'}`))
          })
          response.on('error', reject)
        },
      )
      asking.on('timeout', () => asking.destroy(new Error('the server does not answer')))
      asking.on('error', reject)
      asking.end(body)
    })
  }
}
