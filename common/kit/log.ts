import { pino } from 'pino'
import type { Logger } from 'pino'

export type { Logger }

const SECRETS = [
  'authorization',
  'token',
  'key',
  'secret',
  'password',
  'text',
  'body',
  'message',
  'qr',
  'creds',
]

/**
 * A logger that writes JSON lines to standard output. Values under names that may carry secrets or
 * message text are replaced, one level deep as well, so that a careless line does not leak.
 */
export function createLog(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: SECRETS.flatMap((secret) => [secret, `*.${secret}`]),
      censor: '[redacted]',
    },
  })
}
