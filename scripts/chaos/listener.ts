import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import * as z from 'zod'
import { webhookEventSchema } from '../../common/contracts/webhooks.ts'
import type { Random } from '../../simulator/random.ts'

/** An event that has arrived at an endpoint, however often. */
export interface Arrival {
  readonly id: string
  readonly type: string
  /** Whose event it says that it is. */
  readonly slug: string
  readonly chat: string | null
  readonly sequence: number | null
  readonly message: { readonly id: string; readonly delivery: string | null } | undefined
  /** Counts what was taken first; undefined while nothing of it was. */
  place: number | undefined
  taken: number
  /** How often the listener failed on purpose. */
  refused: number
  /** How often the library's own verifier would not take it under the tenant's secret. */
  unsigned: number
  /** How often it came with another body than the first time. */
  changed: number
}

/** An integrator's server with one endpoint for each tenant, which now and then fails. */
export interface Listener extends AsyncDisposable {
  urlOf(tenant: number): string
  knows(tenant: number, secret: string): void
  /** What has arrived at the tenant's endpoint. */
  arrivals(tenant: number): readonly Arrival[]
  /** From now on it takes everything. */
  calm(): void
}

/** Of a hundred posts, as many end so. */
const HANGS = 2
const CUTS = 5
const FAILS = 10
/** No event is failed more often: tries grow rare, and the end would be waited for. */
const MOST_REFUSALS = 2

const dataSchema = z.object({
  message: z.object({ id: z.string(), delivery: z.string().nullable() }).optional(),
})

class Endpoint {
  readonly arrivals = new Map<string, Arrival & { readonly hash: string }>()
  secret = ''
  #places = 0

  /** Looks at what was posted. */
  note(body: string, headers: Readonly<Record<string, string>>): Arrival {
    const hash = createHash('sha256').update(body).digest('base64')
    const event = webhookEventSchema.parse(JSON.parse(body))
    const known = this.arrivals.get(event.id)
    const arrival = known ?? {
      id: event.id,
      type: event.type,
      slug: event.tenant.slug,
      chat: event.chat,
      sequence: event.sequence,
      message: dataSchema.parse(event.data).message,
      place: undefined,
      taken: 0,
      refused: 0,
      unsigned: 0,
      changed: 0,
      hash,
    }
    if (!known) this.arrivals.set(event.id, arrival)
    if (arrival.hash !== hash || headers['webhook-id'] !== event.id) arrival.changed += 1
    if (!this.#isSigned(body, headers)) arrival.unsigned += 1
    return arrival
  }

  take(arrival: Arrival): void {
    arrival.taken += 1
    if (arrival.place !== undefined) return
    this.#places += 1
    arrival.place = this.#places
  }

  #isSigned(body: string, headers: Readonly<Record<string, string>>): boolean {
    try {
      new Webhook(this.secret).verify(body, headers)
      return true
    } catch {
      return false
    }
  }
}

/** Listens on a free port of loopback. */
export async function openListener(tenants: number, random: Random): Promise<Listener> {
  const endpoints = Array.from({ length: tenants }, () => new Endpoint())
  const hanging = new Set<ServerResponse>()
  let isCalm = false
  const answer = (endpoint: Endpoint, arrival: Arrival, response: ServerResponse): void => {
    const chance = isCalm || arrival.refused >= MOST_REFUSALS ? 100 : random.int(100)
    if (chance >= FAILS) {
      endpoint.take(arrival)
      response.writeHead(204).end()
      return
    }
    arrival.refused += 1
    if (chance < HANGS) hanging.add(response)
    else if (chance < CUTS) response.destroy()
    else response.writeHead(500).end()
  }
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const endpoint = endpoints[Number(request.url?.split('/').at(-1))]
      if (!endpoint || body === undefined) return void response.writeHead(404).end()
      answer(endpoint, endpoint.note(body, headersOf(request)), response)
    })
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return {
    urlOf: (tenant) => `http://127.0.0.1:${port}/hooks/${tenant}`,
    knows(tenant, secret) {
      const endpoint = endpoints[tenant]
      if (endpoint) endpoint.secret = secret
    },
    arrivals: (tenant) => [...(endpoints[tenant]?.arrivals.values() ?? [])],
    calm() {
      isCalm = true
      for (const response of hanging) response.destroy()
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Undefined when whoever posts it is killed half way. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  let body = ''
  request.setEncoding('utf8')
  try {
    for await (const chunk of request) body += String(chunk)
  } catch {
    return undefined
  }
  return body
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
