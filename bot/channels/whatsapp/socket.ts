import type { AuthenticationCreds, SocketConfig, WASocket } from '@whiskeysockets/baileys'
import type { Clock } from '../../../common/kit/clock.ts'
import { messageOf } from '../../../common/kit/errors.ts'
import type { Logger } from '../../../common/kit/log.ts'
import type { ChannelIdentity } from '../channel.ts'
import { boundedCache } from './bounded-cache.ts'
import { Envelopes, journallingRepository } from './journal.ts'
import { hearPairs } from './pairs.ts'
import { quietConsole } from './quiet-console.ts'
import { keysOf, ratchetKeysOf } from './ratchet.ts'
import type { Revive } from './ratchet.ts'
import type { RetryBudget } from './retry-budget.ts'
import { withBoundedSenderKeys } from './sender-key-bounds.ts'
import type { SessionStore } from './session-store.ts'
import { dropIgnored, isIgnored } from './stanzas.ts'
import { passTokensBy } from './tokens.ts'
import { steadySignal } from './steady-signal.ts'
import { holdBack } from './wire.ts'

export type Baileys = typeof import('@whiskeysockets/baileys')
export type { AuthenticationCreds as Creds, WASocket }

const MINUTE = 60_000
/** A query that takes longer holds up whoever waits for it. */
const QUERY_TIMEOUT = 30_000

/** Loads Baileys, which is most of the bot's memory, once the console is safe from it. */
export async function loadBaileys(log: Logger): Promise<Baileys> {
  quietConsole((text) => log.debug({ from: 'console' }, text))
  const { SessionCipher } = await import('libsignal')
  steadySignal(SessionCipher)
  return await import('@whiskeysockets/baileys')
}

export interface SocketParts {
  readonly baileys: Baileys
  readonly session: SessionStore
  readonly creds: AuthenticationCreds
  readonly url: string | undefined
  readonly clock: Clock
  readonly log: Logger
  readonly cache: ReturnType<typeof makeCaches>
  readonly retries: RetryBudget
  /** Whether groups are wanted. */
  groups(): boolean
  /** Who is in a group, as far as that is known. */
  readonly group: SocketConfig['cachedGroupMetadata']
  /** A message is in the journal. */
  decrypted(): void
  /** Numbers and LIDs turned out to be one account's. */
  learned(people: readonly (readonly ChannelIdentity[])[]): void
  /** The content of one of our own messages, for a retry. */
  content: SocketConfig['getMessage']
}

/** Caches that outlive a single socket. */
export const makeCaches = (clock: Clock) => ({
  retries: boundedCache(clock, { entries: 500, ms: 60 * MINUTE }),
  devices: boundedCache(clock, { entries: 500, ms: 5 * MINUTE }),
  placeholders: boundedCache(clock, { entries: 200, ms: 60 * MINUTE }),
  calls: boundedCache(clock, { entries: 50, ms: 5 * MINUTE }),
})

/** Begins to connect; everything else is told by the socket's events. */
export function openSocket(parts: SocketParts): WASocket {
  const { baileys, session, creds, clock, cache } = parts
  const revive = reviver(baileys)
  const keys = hearPairs(session, (people) => parts.learned(people))
  const disk = keysOf(keys, revive)
  const envelopes = new Envelopes()
  const makeSignalRepository = journallingRepository({
    make: baileys.DEFAULT_CONNECTION_CONFIG.makeSignalRepository,
    keys: withBoundedSenderKeys(ratchetKeysOf(keys, revive)),
    session,
    envelopes,
    clock,
    retries: parts.retries,
    givingUp: baileys.MISSING_KEYS_ERROR_TEXT,
    decrypted: () => parts.decrypted(),
  })
  const socket = baileys.makeWASocket({
    auth: { creds, keys: disk },
    ...(parts.url !== undefined && { waWebSocketUrl: parts.url }),
    logger: quietLogger(parts.log),
    makeSignalRepository,
    getMessage: (key) => parts.content(key),
    // A second commit of the same step helps nobody; the session store ends the process instead.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    defaultQueryTimeoutMs: QUERY_TIMEOUT,
    syncFullHistory: false,
    // What lies in a file would be in memory as a whole, and is read from the journal instead.
    shouldSyncHistoryMessage: ({ directPath }) => !directPath,
    markOnlineOnConnect: false,
    generateHighQualityLinkPreview: false,
    shouldIgnoreJid: (jid) => isIgnored(jid, parts.groups()),
    cachedGroupMetadata: parts.group,
    msgRetryCounterCache: cache.retries,
    userDevicesCache: cache.devices,
    placeholderResendCache: cache.placeholders,
    callOfferCache: cache.calls,
  })
  holdBack(socket.ws, session)
  passTokensBy(socket.authState.keys, disk)
  // An ack that is lost with the connection is asked for again by the server.
  dropIgnored(
    socket.ws,
    socket.sendMessageAck,
    () => undefined,
    () => parts.groups(),
  )
  socket.ws.prependListener('CB:message', (stanza) => {
    envelopes.note(stanza)
    // Baileys takes what has waited one by one and what is new at once, so that it would overtake.
    stanza.attrs['offline'] ??= 'live'
  })
  // Baileys listens to a refused upgrade, which keeps `ws` from giving up, and then waits for ever.
  socket.ws.on('unexpected-response', () => void socket.end(refusedUpgrade()))
  return socket
}

/** Whatever number the refusal has, it is not about the session: 401 here is no logout. */
const refusedUpgrade = (): Error =>
  Object.assign(new Error('the connection was refused before it was open'), {
    output: { statusCode: 503 },
  })

function reviver(baileys: Baileys): Revive {
  const { AppStateSyncKeyData } = baileys.proto.Message
  return (type, value) =>
    type === 'app-state-sync-key' && typeof value === 'object' && value !== null
      ? AppStateSyncKeyData.fromObject(value)
      : value
}

/** Baileys logs stanzas, keys and texts; only its words and the words of its errors may pass. */
function quietLogger(log: Logger): SocketConfig['logger'] {
  const pass = (given: unknown, words?: string): void => {
    const text = words ?? (typeof given === 'string' ? given : 'no words')
    log.debug({ from: 'baileys', error: errorIn(given) }, text.slice(0, 200))
  }
  const drop = (): void => undefined
  const logger: SocketConfig['logger'] = {
    level: 'warn',
    child: () => logger,
    trace: drop,
    debug: drop,
    info: drop,
    warn: pass,
    error: pass,
  }
  return logger
}

function errorIn(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const error = ('err' in given && given.err) || ('error' in given && given.error)
  return error instanceof Error ? messageOf(error).slice(0, 200) : undefined
}
