import { BufferJSON, initAuthCreds, makeWASocket, proto } from '@whiskeysockets/baileys'
import type {
  AuthenticationCreds,
  BaileysEventMap,
  SignalDataSet,
  SignalDataTypeMap,
  WAMessage,
} from '@whiskeysockets/baileys'
import { EventEmitter } from 'node:events'

type Socket = ReturnType<typeof makeWASocket>

const PATIENCE_MS = 15_000

/** Credentials and keys that outlive a socket, as a bot's folder would. */
export class MemoryAuth {
  creds: AuthenticationCreds = initAuthCreds()
  readonly #rows = new Map<string, string>()

  get<T extends keyof SignalDataTypeMap>(
    type: T,
    ids: string[],
  ): Record<string, SignalDataTypeMap[T]> {
    const found: Record<string, SignalDataTypeMap[T]> = {}
    for (const id of ids) {
      const row = this.#rows.get(`${type} ${id}`)
      if (row === undefined) continue
      const value: unknown = JSON.parse(row, BufferJSON.reviver)
      found[id] = restored(type, value) as SignalDataTypeMap[T]
    }
    return found
  }

  set(data: SignalDataSet): void {
    for (const [type, entries] of Object.entries(data)) {
      for (const [id, value] of Object.entries(entries ?? {})) {
        if (value) this.#rows.set(`${type} ${id}`, JSON.stringify(value, BufferJSON.replacer))
        else this.#rows.delete(`${type} ${id}`)
      }
    }
  }

  /** As it is now, for whoever comes back with what was there before. */
  copy(): MemoryAuth {
    const copy = new MemoryAuth()
    copy.creds = JSON.parse(JSON.stringify(this.creds, BufferJSON.replacer), BufferJSON.reviver)
    for (const [key, row] of this.#rows) copy.#rows.set(key, row)
    return copy
  }

  count(type: string): number {
    return [...this.#rows.keys()].filter((key) => key.startsWith(`${type} `)).length
  }

  /** Drops rows, as a bot that lost them would have. */
  forget(type: string): void {
    for (const key of this.#rows.keys()) if (key.startsWith(`${type} `)) this.#rows.delete(key)
  }
}

const restored = (type: string, value: unknown): unknown =>
  type === 'app-state-sync-key'
    ? proto.Message.AppStateSyncKeyData.fromObject(value as object)
    : value

const silent = {
  level: 'silent',
  child: () => silent,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (...parts: unknown[]) => {
    if (process.env['BAILEYS_ERRORS']) console.log('BAILEYS', ...parts)
  },
}

/** A real Baileys over a simulator; reconnects only when told. */
export class BaileysClient implements AsyncDisposable {
  readonly auth: MemoryAuth
  readonly received: WAMessage[] = []
  readonly updates: BaileysEventMap['messages.update'] = []
  readonly #wsUrl: string
  readonly #changed = new EventEmitter()
  readonly #sent = new Map<string, proto.IMessage>()
  readonly #options: object
  #socket: Socket | undefined
  #state: Partial<BaileysEventMap['connection.update']> = {}
  qr: string | undefined
  readonly qrs: string[] = []

  constructor(wsUrl: string, auth = new MemoryAuth(), options: object = {}) {
    this.#wsUrl = wsUrl
    this.auth = auth
    this.#options = options
    this.#changed.setMaxListeners(100)
  }

  get socket(): Socket {
    if (!this.#socket) throw new Error('not connected')
    return this.#socket
  }

  connect(): this {
    this.#state = {}
    this.qr = undefined
    const { auth } = this
    const socket = makeWASocket({
      waWebSocketUrl: this.#wsUrl,
      auth: {
        creds: auth.creds,
        keys: { get: (type, ids) => auth.get(type, ids), set: (data) => auth.set(data) },
      },
      logger: silent,
      version: [2, 3000, 1_043_857_760],
      getMessage: async ({ id }) => this.#sent.get(id ?? ''),
      ...this.#options,
    })
    this.#socket = socket
    socket.ev.on('creds.update', (update) => {
      Object.assign(auth.creds, update)
      this.#changed.emit('change')
    })
    socket.ev.on('connection.update', (update) => {
      if (socket !== this.#socket) return
      Object.assign(this.#state, update)
      if (update.qr) {
        this.qr = update.qr
        this.qrs.push(update.qr)
      }
      this.#changed.emit('change')
    })
    socket.ev.on('messages.upsert', ({ messages }) => {
      this.received.push(...messages)
      this.#changed.emit('change')
    })
    socket.ev.on('messages.update', (updates) => {
      this.updates.push(...updates)
      this.#changed.emit('change')
    })
    return this
  }

  /** Waits until something is so. */
  async until<T>(what: string, look: () => T | undefined | false, ms = PATIENCE_MS): Promise<T> {
    const stop = AbortSignal.timeout(ms)
    for (;;) {
      const found = look()
      if (found) return found
      await new Promise<void>((resolve, reject) => {
        const fail = () => reject(new Error(`${what}: not within ${ms} ms`))
        stop.addEventListener('abort', fail, { once: true })
        this.#changed.once('change', () => {
          stop.removeEventListener('abort', fail)
          resolve()
        })
      })
    }
  }

  /** The texts that arrived, oldest first; messages about the account itself left out. */
  texts(): string[] {
    return this.received.flatMap((message) => textOf(message) ?? [])
  }

  nextQr(): Promise<string> {
    return this.until('a QR', () => this.qr)
  }

  open(): Promise<unknown> {
    return this.until('open', () => this.#state.connection === 'open')
  }

  /** The status code of the close. */
  async closeCode(): Promise<number | undefined> {
    await this.until('close', () => this.#state.connection === 'close')
    const error = this.#state.lastDisconnect?.error as
      | { output?: { statusCode?: number } }
      | undefined
    return error?.output?.statusCode
  }

  /** Pairs by QR and comes back as a linked device. */
  async pair(scan: (qr: string) => Promise<unknown>): Promise<this> {
    this.connect()
    const linked = scan(await this.nextQr())
    const code = await this.closeCode()
    await linked
    if (code !== 515) throw new Error(`paired with ${code}`)
    this.connect()
    await this.open()
    return this
  }

  async sendText(jid: string, text: string, messageId?: string): Promise<string> {
    const sent = await this.socket.sendMessage(jid, { text }, messageId ? { messageId } : {})
    const id = sent?.key.id ?? ''
    if (sent?.message) this.#sent.set(id, sent.message)
    return id
  }

  /** The first received message with that text. */
  message(text: string): Promise<WAMessage> {
    return this.until(`the message ${text}`, () => this.received.find((m) => textOf(m) === text))
  }

  /** Waits until a sent message has at least that status (2 sent, 3 delivered, 4 read, 5 played). */
  status(id: string, status: number): Promise<unknown> {
    return this.until(
      `status ${status} of ${id}`,
      () =>
        this.updates.some(({ key, update }) => key.id === id && atLeast(update.status, status)) ||
        this.received.some(({ key, status: has }) => key.id === id && atLeast(has, status)),
    )
  }

  /** The code with which a sent message was refused; Baileys may fold it into the message itself. */
  errorOf(id: string): Promise<string> {
    return this.until(`an error of ${id}`, () => {
      const update = this.updates.find(({ key }) => key.id === id)?.update
      const message = this.received.find(({ key }) => key.id === id)
      return (update?.messageStubParameters ?? message?.messageStubParameters)?.[0] ?? undefined
    })
  }

  /** Cuts the connection from the client's side. */
  async end(): Promise<void> {
    await this.#socket?.end(undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
  }
}

const atLeast = (has: number | null | undefined, wanted: number): boolean => (has ?? 0) >= wanted

const textOf = ({ message, key }: WAMessage): string | undefined =>
  key.fromMe && !message?.conversation
    ? (message?.extendedTextMessage?.text ?? undefined)
    : (message?.conversation ?? message?.extendedTextMessage?.text ?? undefined)
