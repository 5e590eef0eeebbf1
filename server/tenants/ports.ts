import { createServer } from 'node:net'
import { problem } from '../../common/contracts/errors.ts'

/** How far above the first bot's port one is looked for. */
const RANGE = 2000

/**
 * The lowest port from `base` on that nobody has been given and that can be bound right now.
 * @param given ports that are registered or otherwise spoken for, though maybe silent just now
 * @throws {Problem} `no_free_port`
 */
export async function findFreePort(
  base: number,
  given: ReadonlySet<number>,
  canBind: (port: number) => Promise<boolean> = canBindLoopback,
): Promise<number> {
  const last = Math.min(base + RANGE - 1, 65_535)
  for (let port = base; port <= last; port += 1) {
    if (!given.has(port) && (await canBind(port))) return port
  }
  throw problem(
    'no_free_port',
    `No port from ${base} to ${last} is free for another bot. Set BOT_PORT_BASE to a free range.`,
  )
}

/** Whether a bot could listen there: tries it, on the address bots listen on. */
export const canBindLoopback = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => resolve(true))
    })
  })
