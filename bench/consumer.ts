import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'

const postedSchema = z.object({ data: z.object({ message: z.object({ text: z.string() }) }) })

/** An integrator's server that events of messages are posted to, by either side. */
export interface Consumer extends AsyncDisposable {
  readonly url: string
  /** Answers 503 to everything, or takes it again. */
  refuse(everything: boolean): void
  /** How many different texts it has taken. */
  taken(): number
  /** When it took a text first, by `performance.now()`. */
  takenAt(text: string): number | undefined
  /** @throws {Error} unless it has taken each of these texts */
  insist(texts: readonly string[]): void
}

/** Listens on a loopback port. */
export async function openConsumer(): Promise<Consumer> {
  const taken = new Map<string, number>()
  let refuses = false
  const server = createServer((request, response) => {
    void hear(request, response, () => refuses, taken)
  })
  // Longer than any pause of a measurement: no side has to open a connection again.
  server.keepAliveTimeout = 600_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/events`,
    refuse: (everything) => {
      refuses = everything
    },
    taken: () => taken.size,
    takenAt: (text) => taken.get(text),
    insist(texts) {
      const missing = texts.filter((text) => !taken.has(text))
      if (missing.length > 0) throw new Error(`${missing.length} events have not arrived`)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function hear(
  request: IncomingMessage,
  response: ServerResponse,
  refuses: () => boolean,
  taken: Map<string, number>,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  if (refuses()) {
    response.writeHead(503).end()
    return
  }
  const read: unknown = JSON.parse(Buffer.concat(chunks).toString())
  const { text } = postedSchema.parse(read).data.message
  if (!taken.has(text)) taken.set(text, performance.now())
  response.writeHead(204).end()
}
