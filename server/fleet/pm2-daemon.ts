import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as z from 'zod'
import { problem } from '../../common/contracts/errors.ts'

/** What PM2's daemon answers to and we ask; the names are its own. */
export type DaemonMethod = 'getMonitorData' | 'getReport' | 'stopProcessId' | 'deleteProcessId'

interface DaemonSocket {
  once(event: 'connect' | 'reconnect attempt', hear: () => void): void
  once(event: 'error', hear: (error: Error) => void): void
  connect(path: string): void
  close(): void
}

interface DaemonClient {
  call(method: string, argument: unknown, hear: (error: unknown, answer: unknown) => void): void
}

const socketsSchema = z.custom<{ socket(type: 'req'): DaemonSocket }>(
  (value) => typeof value === 'object' && value !== null && 'socket' in value,
)
const clientsSchema = z.custom<{ Client: new (socket: DaemonSocket) => DaemonClient }>(
  (value) => typeof value === 'object' && value !== null && 'Client' in value,
)

/** A daemon of PM2, by the checkout whose PM2 speaks its language and the home its sockets lie in. */
export interface Daemon {
  readonly root: string
  readonly home: string
}

/** Nobody listens in that home. */
export const NOBODY = Symbol('nobody')

/**
 * Asks PM2's running daemon for one thing, over its socket and with PM2's own modules: PM2's command
 * would take 0.4 s of processor time for it.
 * @param timeoutMs how long a daemon that hangs is waited for
 * @returns what it answered, or `NOBODY`
 * @throws {Problem} `fleet_failed` when it refuses, ends meanwhile, or hangs
 */
export async function askDaemon(
  { root, home }: Daemon,
  method: DaemonMethod,
  argument: unknown,
  timeoutMs: number,
): Promise<unknown> {
  const load = createRequire(join(root, 'node_modules', 'pm2', 'package.json'))
  const socket = socketsSchema.parse(load('./modules/pm2-axon')).socket('req')
  const { Client } = clientsSchema.parse(load('./modules/pm2-axon-rpc'))
  const client = new Client(socket)
  const failed = (why: string, cause?: unknown): Error =>
    problem('fleet_failed', `PM2 was asked for ${method}: ${why}.`, { cause })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(
        () => reject(failed(`it took longer than ${timeoutMs / 1000} s`)),
        timeoutMs,
      )
      socket.once('error', (error) => reject(failed(error.message, error)))
      let isThere = false
      socket.once('connect', () => (isThere = true))
      socket.once('reconnect attempt', () =>
        isThere ? reject(failed('its daemon ended meanwhile')) : resolve(NOBODY),
      )
      client.call(method, argument, (error, answer) => {
        if (error instanceof Error) reject(failed(error.message, error))
        else resolve(answer)
      })
      socket.connect(join(home, 'rpc.sock'))
    })
  } finally {
    clearTimeout(timer)
    socket.close()
  }
}
