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
 * when starting again may help and 78 when only a human can.
 */
export async function runUntilAsked(
  read: () => BotConfig,
  open: (config: BotConfig) => Promise<AsyncDisposable>,
): Promise<void> {
  const asked = untilAsked()
  // Baileys' background work may reject with nobody listening; that is no reason to die.
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`A rejection escaped: ${messageOf(reason)}\n`)
  })
  let config: BotConfig | undefined
  try {
    config = read()
    const bot = await open(config)
    await asked
    setTimeout(() => process.exit(EXIT.ok), LONGEST_STOP).unref()
    await bot[Symbol.asyncDispose]()
    process.exit(EXIT.ok)
  } catch (error) {
    const { exitCode, reason, sentence } = startFailure(error)
    process.stderr.write(`${sentence}\n`)
    if (config) await tellServer(config, reason, sentence)
    process.exit(exitCode)
  }
}

/**
 * Resolves when the process is asked to end: by a signal, by PM2's message, or by the end of PM2
 * itself. Without its PM2 a bot would hold session and port against the one that PM2's successor
 * starts.
 */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
    process.once('disconnect', () => resolve())
    process.on('message', (message) => {
      if (message === 'shutdown') resolve()
    })
  })
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
