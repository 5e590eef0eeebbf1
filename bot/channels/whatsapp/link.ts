import { connectionSchema } from '../../../common/domain/connection.ts'
import type { Connection, ConnectionState } from '../../../common/domain/connection.ts'
import type { Phone } from '../../../common/domain/ids.ts'
import { toIso } from '../../../common/kit/clock.ts'
import type { Clock, Random } from '../../../common/kit/clock.ts'
import type { Pairing } from '../channel.ts'
import { afterClose, PASSKEY, ROUND_OVER } from './connection.ts'
import type { Verdict } from './connection.ts'
import { phoneOfJid } from './jid.ts'
import type { SessionStore } from './session-store.ts'
import type { Creds, WASocket } from './socket.ts'

/** QR rounds that run after somebody asked last. */
const ROUNDS = 3
/** How long a QR code is good, in milliseconds: the first of a round, and those after it. */
const FIRST_QR = 60_000
const NEXT_QR = 20_000
/** So long a demand for a passkey is to be read before a page that looks gets a new QR code. */
const PASSKEY_SHOWN = 300_000
/** A connection that was open this long starts the count of failures anew. */
const STEADY = 10_000

export interface LinkParts {
  readonly session: SessionStore
  readonly clock: Clock
  readonly random: Random
  newCreds(): Creds
  connect(creds: Creds): WASocket
  /** The connection, or the QR code, has changed. */
  changed(connection: Connection): void
  /** A new QR code is to be seen. */
  showQr(qr: string): void
  opened(socket: WASocket): void
  closed(socket: WASocket): void
}

/** Keeps the device linked and connected: one socket after another, as the reducer decides. */
export class Link implements AsyncDisposable {
  readonly #parts: LinkParts
  readonly #ended = new AbortController()
  #creds: Creds
  #socket: WASocket | undefined
  #connection: Connection
  #attempt = 0
  #openedAt: number | undefined
  #rounds = ROUNDS
  #qr: { readonly text: string; readonly until: number } | undefined
  #qrCount = 0
  #code: string | undefined
  #watchers: (() => void)[] = []

  constructor(parts: LinkParts, creds: Creds) {
    this.#parts = parts
    this.#creds = creds
    this.#connection = this.#describe({ state: 'connecting', sentence: CONNECTING })
  }

  get connection(): Connection {
    return this.#connection
  }

  /** Whether the credentials are those of a linked device. */
  get isLinked(): boolean {
    return this.#creds.account !== undefined
  }

  get phone(): Phone | null {
    return (this.isLinked && phoneOfJid(this.#creds.me?.id)) || null
  }

  get creds(): Creds {
    return this.#creds
  }

  /** The socket, while messages can go through it. */
  get openSocket(): WASocket | undefined {
    return this.#connection.state === 'open' ? this.#socket : undefined
  }

  /** The socket that waits for a phone. */
  get pairingSocket(): WASocket | undefined {
    return this.#qr && this.#socket
  }

  connect(): void {
    if (this.#ended.signal.aborted) return
    if (!this.isLinked) {
      // A pairing code that was not used leaves a name behind with which Baileys would log in.
      delete this.#creds.me
      this.#creds.pairingCode = undefined
    }
    this.#qr = undefined
    this.#qrCount = 0
    this.#code = undefined
    this.#show({ state: 'connecting', sentence: CONNECTING })
    const socket = this.#parts.connect(this.#creds)
    this.#socket = socket
    socket.ev.on('creds.update', () => {
      if (socket === this.#socket) this.#parts.session.writeCreds(this.#creds)
    })
    socket.ev.on('connection.update', (update) => {
      if (socket !== this.#socket) return
      if (update.qr) this.#onQr(update.qr)
      if (update.isNewLogin) this.#onLinked()
      if (update.connection === 'open') this.#onOpen(socket)
      if (update.connection === 'close') this.#onClose(socket, codeIn(update.lastDisconnect?.error))
    })
  }

  /**
   * Somebody wants to link a phone: QR rounds go on, or begin again.
   * @param isSure whether it was a human who asked, and not a page that looks every few seconds
   */
  ask(isSure = false): void {
    this.#rounds = ROUNDS
    const { state, reason, until } = this.#connection
    const rests = state === 'pairing' && reason === ROUND_OVER.reason
    const isRead = isSure || Date.parse(until ?? '') <= this.#parts.clock.now()
    const mayBegin = rests || state === 'logged_out' || (state === PASSKEY.state && isRead)
    if (!this.isLinked && mayBegin) this.connect()
  }

  /** The phone that wants to link the bot has to show a passkey first: its QR leads nowhere. */
  demandPasskey(socket: WASocket): void {
    if (socket !== this.#socket || this.isLinked) return
    this.#socket = undefined
    this.#qr = undefined
    this.#code = undefined
    this.#parts.closed(socket)
    this.#show({ ...PASSKEY, until: this.#parts.clock.now() + PASSKEY_SHOWN })
    void socket.end(undefined)
  }

  pairing(): Pairing {
    return {
      state: this.#connection.state,
      ...(this.#qr && { qr: this.#qr.text, qrExpiresAt: toIso(this.#qr.until) }),
      ...(this.#code !== undefined && { code: this.#code }),
    }
  }

  setCode(code: string): void {
    this.#code = code
  }

  /** The phone is to be forgotten although the network was not told. */
  forget(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.#apply(afterClose({ code: 401, linked: true, qrShown: false, ...this.#odds() }))
    void socket?.end(undefined)
  }

  /** @returns whether it came to be within `ms` milliseconds */
  async until(isSo: () => boolean, ms: number): Promise<boolean> {
    const deadline = AbortSignal.any([AbortSignal.timeout(ms), this.#ended.signal])
    while (!isSo() && !deadline.aborted) {
      await new Promise<void>((resolve) => {
        this.#watchers.push(resolve)
        deadline.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    return isSo()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort()
    const socket = this.#socket
    this.#socket = undefined
    if (!socket) return
    this.#parts.closed(socket)
    // Closing waits for the other side, which may never answer.
    await Promise.race([socket.end(undefined), this.#parts.clock.sleep(1000)])
  }

  #onQr(text: string): void {
    this.#qrCount += 1
    const lasts = this.#qrCount === 1 ? FIRST_QR : NEXT_QR
    this.#qr = { text, until: this.#parts.clock.now() + lasts }
    this.#show({
      state: 'pairing',
      reason: 'qr',
      sentence: 'The bot waits for a phone to scan its QR code.',
      action: 'Open WhatsApp on the phone, Settings, Linked devices, and scan the code.',
    })
    this.#parts.showQr(text)
  }

  #onLinked(): void {
    this.#qr = undefined
    this.#code = undefined
    this.#show({ state: 'connecting', reason: 'linked', sentence: 'The phone has linked the bot.' })
  }

  #onOpen(socket: WASocket): void {
    this.#openedAt = this.#parts.clock.now()
    this.#show({ state: 'open', sentence: 'The bot is connected.' })
    this.#parts.opened(socket)
  }

  #onClose(socket: WASocket, code: number | undefined): void {
    this.#socket = undefined
    this.#parts.closed(socket)
    const wasSteady =
      this.#openedAt !== undefined && this.#parts.clock.now() - this.#openedAt >= STEADY
    this.#attempt = wasSteady ? 1 : this.#attempt + 1
    this.#openedAt = undefined
    this.#apply(
      afterClose({ code, linked: this.isLinked, qrShown: this.#qrCount > 0, ...this.#odds() }),
    )
  }

  #odds(): { attempt: number; random: Random } {
    return { attempt: Math.max(1, this.#attempt), random: this.#parts.random }
  }

  #apply(verdict: Verdict): void {
    this.#qr = undefined
    this.#code = undefined
    if (verdict.forget) this.#replaceCreds(verdict.reason)
    if (verdict.next === 'now') return this.connect()
    if (verdict.next === 'round') return this.#afterRound(verdict)
    const until = verdict.next === 'later' ? this.#parts.clock.now() + verdict.delayMs : undefined
    this.#show({ ...verdict, until })
    if (until !== undefined) void this.#connectLater(verdict.delayMs)
  }

  #afterRound(verdict: Verdict): void {
    this.#attempt = 0
    this.#rounds -= 1
    if (this.#rounds > 0) this.connect()
    else this.#show(verdict)
  }

  async #connectLater(ms: number): Promise<void> {
    try {
      await this.#parts.clock.sleep(ms, this.#ended.signal)
    } catch {
      return // disposed while waiting
    }
    if (!this.#socket) this.connect()
  }

  #replaceCreds(reason: string): void {
    if (this.isLinked) this.#parts.session.archive(reason)
    this.#creds = this.#parts.newCreds()
    this.#parts.session.writeCreds(this.#creds)
  }

  #describe(words: Words): Connection {
    return connectionSchema.parse({
      state: words.state,
      since: toIso(this.#parts.clock.now()),
      reason: words.reason,
      until: words.until === undefined ? undefined : toIso(words.until),
      sentence: words.sentence,
      action: words.action,
    })
  }

  #show(words: Words): void {
    const next = this.#describe(words)
    const isSame = next.state === this.#connection.state && next.reason === this.#connection.reason
    this.#connection = isSame ? { ...next, since: this.#connection.since } : next
    const watchers = this.#watchers
    this.#watchers = []
    for (const watcher of watchers) watcher()
    this.#parts.changed(this.#connection)
  }
}

interface Words {
  readonly state: ConnectionState
  readonly reason?: string
  readonly sentence: string
  readonly action?: string
  readonly until?: number | undefined
}

const CONNECTING = 'The bot is connecting to WhatsApp.'

/** Baileys' errors are Boom objects: the code stands in `output`. */
function codeIn(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('output' in error)) return undefined
  const { output } = error
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return undefined
  return typeof output.statusCode === 'number' ? output.statusCode : undefined
}
