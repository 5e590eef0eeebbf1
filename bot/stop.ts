import { connectionSchema } from '../common/domain/connection.ts'
import { EXIT } from '../common/domain/exit-codes.ts'
import { Problem, messageOf } from '../common/kit/errors.ts'
import { readTextIfThere } from '../common/kit/files.ts'
import { join } from 'node:path'
import type { BotConfig } from './config.ts'
import { Reporter } from './reporter.ts'

/** Problems that may be gone the next time; all others want a human. */
const PASSING: ReadonlySet<string> = new Set(['session_in_use', 'port_taken', 'disk_full'])
/** A stop that takes longer than this is cut short, in milliseconds; PM2 would wait longer. */
const LONGEST_STOP = 4000

/**
 * The life of a bot's process: read, open, wait until asked, close. It ends with 0 after a stop, 75
 * when it asked for its end itself or when starting again may help and 78 when only a human can.
 */
export async function runUntilAsked(
  read: () => BotConfig,
  open: (config: BotConfig, leave: (why: string) => void) => Promise<AsyncDisposable>,
): Promise<void> {
  const { asked, leave } = untilAsked()
  // Baileys' background work may reject with nobody listening; that is no reason to die.
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`A rejection escaped: ${messageOf(reason)}\n`)
  })
  let config: BotConfig | undefined
  try {
    config = read()
    const bot = await open(config, leave)
    const exitCode = await asked
    setTimeout(() => process.exit(exitCode), LONGEST_STOP).unref()
    await bot[Symbol.asyncDispose]()
    process.exit(exitCode)
  } catch (error) {
    const { exitCode, reason, sentence } = startFailure(error)
    process.stderr.write(`${sentence}\n`)
    if (config) await tellServer(config, reason, sentence)
    process.exit(exitCode)
  }
}

interface Asked {
  /** Resolves with the code to end with, when the process is asked to end. */
  readonly asked: Promise<number>
  /** Asks for it from within: to end in order, and to be started again by PM2. */
  readonly leave: (why: string) => void
}

/**
 * A process is asked to end by a signal, by PM2's message, by itself, or by the end of PM2. Without
 * its PM2 a bot would hold session and port against the one that PM2's successor starts.
 */
function untilAsked(): Asked {
  const { promise, resolve } = Promise.withResolvers<number>()
  const stop = (): void => resolve(EXIT.ok)
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  process.once('disconnect', stop)
  process.on('message', (message) => {
    if (message === 'shutdown') stop()
  })
  return {
    asked: promise,
    leave(why) {
      process.stderr.write(`The bot ends and starts again: ${why}.\n`)
      resolve(EXIT.tryAgain)
    },
  }
}

/** Why the bot could not start, for PM2, the server and a human. */
export function startFailure(error: unknown): {
  readonly exitCode: number
  readonly reason: string
  readonly sentence: string
} {
  if (!(error instanceof Problem)) {
    return { exitCode: EXIT.failed, reason: 'internal', sentence: messageOf(error) }
  }
  return {
    exitCode: PASSING.has(error.code) ? EXIT.tryAgain : EXIT.broken,
    reason: error.code,
    sentence: error.message,
  }
}

/** The last word of a bot that could not start; nothing is done about a server that is away. */
async function tellServer(config: BotConfig, reason: string, sentence: string): Promise<void> {
  const token = readTextIfThere(join(config.folder, 'bot.token'))?.trim()
  // Another process of the same tenant is well and reports for itself.
  if (!token || reason === 'session_in_use') return
  const now = new Date().toISOString()
  using reporter = new Reporter({
    serverUrl: config.serverUrl,
    tenantId: config.tenantId,
    token,
    state: () => Promise.reject(new Error('it did not start')),
    failed: () => undefined,
    resumed: () => undefined,
  })
  await reporter.last({
    pid: process.pid,
    startedAt: now,
    connection: connectionSchema.parse({ state: 'stopped', since: now, reason, sentence }),
    phone: null,
    messagesIn: 0,
    messagesOut: 0,
    outbox: 0,
    memoryBytes: process.memoryUsage.rss(),
    history: null,
    warnings: [sentence],
  })
}

/**
 * Ends the process on the spot because a commit has failed: whatever would be done from here on
 * would not be remembered. PM2 starts it again.
 */
export function dieAtOnce(error: Error): never {
  process.stderr.write(
    `The bot ends because its data cannot be written: ${error.message}. Check the disk; PM2 starts it again.\n`,
  )
  process.exit(EXIT.tryAgain)
}

/** Ends the process so that PM2 starts it again: nothing that is worth keeping is only in memory. */
export function startAgain(why: string): never {
  process.stderr.write(`The bot starts again: ${why}.\n`)
  process.exit(EXIT.tryAgain)
}
