import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { vi } from 'vitest'
import { WEBHOOK_PAYLOADS } from '../../../common/contracts/webhook-payloads.ts'
import { webhookEventSchema } from '../../../common/contracts/webhooks.ts'
import type { WebhookEvent, WebhookEventType } from '../../../common/contracts/webhooks.ts'

/** What has been posted to a consumer. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly event: WebhookEvent
  /** Whether this try was answered with a 2xx. */
  taken: boolean
}

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Somebody's server, on loopback, that events are posted to. */
export class Consumer implements AsyncDisposable {
  readonly received: Received[] = []
  /** What is answered; `hang` answers nothing at all. */
  answer: (received: Received) => Reply | 'hang' | Promise<Reply | 'hang'> = () => ({ status: 200 })
  #server: Server | undefined
  #port = 0
  #isDown = false

  static async open(): Promise<Consumer> {
    const consumer = new Consumer()
    await consumer.up()
    return consumer
  }

  get url(): string {
    return this.at('127.0.0.1')
  }

  at(host: string): string {
    return `http://${host}:${this.#port}/hook`
  }

  async up(): Promise<void> {
    this.#isDown = false
    if (this.#server) return
    const server = createServer((request, response) => void this.#take(request, response))
    server.on('connection', (socket) => {
      if (this.#isDown) socket.destroy()
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve())
    })
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Cuts every connection. The port is kept: somebody else might have it when this is up again. */
  down(): void {
    this.#isDown = true
    this.#server?.closeAllConnections()
  }

  /** What was answered with a 2xx, in the order in which it came. */
  get taken(): readonly Received[] {
    return this.received.filter((one) => one.taken)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.down()
    const server = this.#server
    if (server) await new Promise((resolve) => server.close(resolve))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    request.setEncoding('utf8')
    for await (const chunk of request) body += String(chunk)
    const { headers, url: path = '' } = request
    const event = readEvent(body)
    const received: Received = { path, headers, body, event, taken: false }
    this.received.push(received)
    const reply = await this.answer(received)
    if (reply === 'hang') return
    received.taken = reply.status >= 200 && reply.status < 300
    response.writeHead(reply.status, reply.headers).end(reply.body)
  }
}

/** @throws {Error} for what the contract of its type does not know */
function readEvent(body: string): WebhookEvent {
  const event = webhookEventSchema.parse(JSON.parse(body))
  const known = WEBHOOK_PAYLOADS[event.type as WebhookEventType].parse(event)
  if (!isDeepStrictEqual(known, event)) throw new Error(`${event.type} has what no contract knows`)
  return event
}

/** Whether the library's own verifier takes it, at the time at which it was posted. */
export function isSignedWith(
  secret: string,
  { body, headers }: Pick<Received, 'body' | 'headers'>,
): boolean {
  vi.setSystemTime(Number(headers['webhook-timestamp']) * 1000)
  try {
    const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as const)
    new Webhook(secret).verify(body, Object.fromEntries(named))
    return true
  } catch {
    return false
  } finally {
    vi.useRealTimers()
  }
}
