import type { ConnectionState } from '../../../common/domain/connection.ts'
import type { Random } from '../../../common/kit/clock.ts'
import { backoff } from '../../../common/kit/queue.ts'

/** What a closed connection means: the state to show and what the bot does next. */
export interface Verdict {
  readonly state: ConnectionState
  readonly reason: string
  readonly sentence: string
  readonly action?: string
  /**
   * `now`: connect again at once. `later`: after `delayMs`. `round`: a QR round ended unscanned.
   * `never`: only a human can change something.
   */
  readonly next: 'now' | 'later' | 'round' | 'never'
  readonly delayMs: number
  /** The credentials are worthless: archive them. */
  readonly forget: boolean
}

export interface Closed {
  /** Baileys' `lastDisconnect.error.output.statusCode`; undefined when it gave none. */
  readonly code: number | undefined
  /** Whether the credentials belong to a linked device. */
  readonly linked: boolean
  /** Whether all QR codes of the round were shown. */
  readonly qrShown: boolean
  /** Failures in a row, this one included. */
  readonly attempt: number
  readonly random: Random
}

const RETRY = { first: 1000, longest: 60_000 }
const UNTRUSTED_RETRY = { first: 300_000, longest: 900_000 }

/** Decides from the code and from whether the bot was ever linked, never from the text. */
export function afterClose(closed: Closed): Verdict {
  if (closed.code === 515) {
    return { ...CONNECT_AGAIN, next: 'now', delayMs: 0, forget: false }
  }
  if (closed.code === 405) return ended(OUTDATED)
  if (!closed.linked) return afterUnlinkedClose(closed)
  if (closed.code === 401) return { ...ended(LOGGED_OUT), forget: true }
  if (closed.code === 402) return ended({ ...BANNED, reason: 'temporary_ban' })
  if (closed.code === 403 || closed.code === 406) return ended(BANNED)
  if (closed.code === 440) return ended(REPLACED)
  if (closed.code === 400) return retry(closed, UNTRUSTED, UNTRUSTED_RETRY)
  return retry(closed, reasonOf(closed.code), RETRY)
}

function afterUnlinkedClose(closed: Closed): Verdict {
  if (closed.code === 408 && closed.qrShown) {
    return { ...ROUND_OVER, next: 'round', delayMs: 0, forget: false }
  }
  if (closed.code === 400) return retry(closed, UNTRUSTED, UNTRUSTED_RETRY)
  if (closed.code === 401 || closed.code === 403 || closed.code === 440) {
    return { ...retry(closed, PAIRING_REFUSED, RETRY), forget: true }
  }
  return retry(closed, reasonOf(closed.code), RETRY)
}

type Words = Pick<Verdict, 'state' | 'reason' | 'sentence' | 'action'>

const ended = (words: Words): Verdict => ({ ...words, next: 'never', delayMs: 0, forget: false })

const retry = (
  closed: Closed,
  words: Words,
  range: { readonly first: number; readonly longest: number },
): Verdict => ({
  ...words,
  next: 'later',
  delayMs: backoff(closed.attempt, closed.random, range),
  forget: false,
})

const CONNECT_AGAIN: Words = {
  state: 'connecting',
  reason: 'restart_required',
  sentence: 'WhatsApp asked for a new connection.',
}

const LOGGED_OUT: Words = {
  state: 'logged_out',
  reason: 'device_removed',
  sentence: 'The phone has unlinked this bot. Its session was archived.',
  action: 'Link the phone again: `npm run pair -- <tenant>`.',
}

const BANNED: Words = {
  state: 'banned',
  reason: 'refused',
  sentence: 'WhatsApp refuses this number.',
  action: 'Open WhatsApp on the phone and follow what it says, then restart the bot.',
}

const REPLACED: Words = {
  state: 'replaced',
  reason: 'conflict',
  sentence: 'Another program has connected with the same session.',
  action: 'Stop the other program that uses this session, then restart the bot.',
}

const OUTDATED: Words = {
  state: 'outdated',
  reason: 'client_too_old',
  sentence: 'WhatsApp no longer accepts this version of the bot.',
  action: 'Update Flotilla, then restart the bot.',
}

/** Told by a notification while a phone is being linked; Baileys acknowledges and forgets it. */
export const PASSKEY: Words = {
  state: 'passkey_required',
  reason: 'passkey',
  sentence: 'WhatsApp wants a passkey before it links this number, and a bot cannot give one.',
  action:
    'Import a session that is linked already (`npm run import-session`), or link another number.',
}

const UNTRUSTED: Words = {
  state: 'waiting',
  reason: 'untrusted_server',
  sentence: 'What answered under the address of WhatsApp could not show its certificate.',
  action: 'Check WHATSAPP_WS_URL and whether something intercepts the connection.',
}

const PAIRING_REFUSED: Words = {
  state: 'waiting',
  reason: 'pairing_refused',
  sentence: 'WhatsApp did not accept the pairing; a new one begins shortly.',
}

/** A QR round that nobody scanned. */
export const ROUND_OVER: Words = {
  state: 'pairing',
  reason: 'resting',
  sentence: 'Nobody has scanned the QR code; the bot rests until somebody asks for one.',
  action: 'Ask for a new one: `npm run pair -- <tenant>`.',
}

function reasonOf(code: number | undefined): Words {
  const [reason, sentence] = REASONS[code ?? 0] ?? [
    'server_error',
    `WhatsApp closed the connection (${code ?? 'no code'}).`,
  ]
  return { state: 'waiting', reason, sentence: `${sentence} The bot connects again by itself.` }
}

const REASONS: Readonly<Record<number, readonly [string, string]>> = {
  408: ['unreachable', 'WhatsApp cannot be reached or has fallen silent.'],
  428: ['connection_lost', 'The connection to WhatsApp was lost.'],
  500: ['server_error', 'WhatsApp reported an error.'],
  503: ['server_busy', 'WhatsApp is not available just now.'],
}
