import type { SqliteFile } from './database.ts'

export type Direction = 'received' | 'sent'
/** How far a sent message has come; `undecrypted` and `received` are for received ones. */
export type MessageStatus = 'sent' | 'delivered' | 'read' | 'played' | 'received' | 'undecrypted'

/**
 * A message as a phone keeps it. `owner` and `peer` are phones, digits only; of what was written in a
 * group `peer` is its writer, or the group's address when the owner wrote it.
 */
export interface StoredMessage {
  readonly seq: number
  readonly owner: string
  readonly direction: Direction
  readonly peer: string
  readonly id: string
  readonly type: string
  readonly text: string
  readonly at: number
  readonly copies: number
  readonly status: MessageStatus
  /** The companion that sent it, 0 for a phone. */
  readonly device: number
  /** The chat's address as the sender wrote it. */
  readonly address: string
  /** Hash of the last ciphertext that was decrypted. */
  readonly hash: Buffer | null
  /** The protobuf: to be seen, and of a sent message to be encrypted again on request. */
  readonly payload: Buffer | null
}

type NewMessage = Omit<StoredMessage, 'seq'>

const PROGRESS: readonly MessageStatus[] = ['sent', 'delivered', 'read', 'played']

/** What phones have received and sent. */
export class MessageRows {
  readonly #db: SqliteFile
  readonly #get
  readonly #byId
  readonly #add
  readonly #update
  readonly #status

  constructor(db: SqliteFile) {
    this.#db = db
    this.#get = db.prepare<[string, Direction, string, string], StoredMessage>(
      `SELECT * FROM messages WHERE owner = ? AND direction = ? AND peer = ? AND id = ?`,
    )
    db.exec(`CREATE INDEX IF NOT EXISTS messages_by_id ON messages (owner, direction, id)`)
    this.#byId = db.prepare<[string, Direction, string], StoredMessage>(
      `SELECT * FROM messages WHERE owner = ? AND direction = ? AND id = ? ORDER BY seq LIMIT 1`,
    )
    this.#add = db.prepare<[NewMessage]>(
      `INSERT INTO messages (owner, direction, peer, id, type, text, at, copies, status, device,
       address, hash, payload) VALUES (@owner, @direction, @peer, @id, @type, @text, @at, @copies,
       @status, @device, @address, @hash, @payload)`,
    )
    this.#update = db.prepare<[StoredMessage]>(
      `UPDATE messages SET type = @type, text = @text, copies = @copies, status = @status,
       device = @device, address = @address, hash = @hash, payload = @payload WHERE seq = @seq`,
    )
    this.#status = db.prepare<[MessageStatus, number]>(
      `UPDATE messages SET status = ? WHERE seq = ?`,
    )
  }

  get(owner: string, direction: Direction, peer: string, id: string): StoredMessage | undefined {
    return this.#get.get(owner, direction, peer, id)
  }

  /** The first message with that id, whoever it came from or went to. */
  byId(owner: string, direction: Direction, id: string): StoredMessage | undefined {
    return this.#byId.get(owner, direction, id)
  }

  add(message: NewMessage): void {
    this.#add.run(message)
  }

  update(message: StoredMessage): void {
    this.#update.run(message)
  }

  /** Moves a sent message on; a receipt that comes late never moves it back. */
  progress(message: StoredMessage, status: MessageStatus): void {
    if (PROGRESS.indexOf(status) <= PROGRESS.indexOf(message.status)) return
    this.#status.run(status, message.seq)
  }

  /** All of a phone's messages in the order they came about, those between phone and own companion left out. */
  list(owner: string, direction: Direction | 'all'): readonly StoredMessage[] {
    const filter = direction === 'all' ? '' : `AND direction = '${direction}'`
    return this.#db
      .prepare<[string], StoredMessage>(
        `SELECT * FROM messages WHERE owner = ? AND type <> 'peer' ${filter} ORDER BY seq`,
      )
      .all(owner)
  }
}
