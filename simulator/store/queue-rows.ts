import { fromJson, toJson } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import type { SqliteFile } from './database.ts'

export type QueueKind = 'message' | 'receipt' | 'notification'

/** A stanza that stays until its receipt or ack came. */
export interface Queued {
  readonly seq: number
  readonly kind: QueueKind
  readonly id: string
  readonly stanza: Node
}

interface QueueRow {
  seq: number
  kind: QueueKind
  id: string
  stanza: string
}

/** What waits for each device; device 0 is a phone's own inbox. */
export class QueueRows {
  readonly #db: SqliteFile
  readonly #add
  readonly #after
  readonly #drop
  readonly #count
  readonly #has

  constructor(db: SqliteFile) {
    this.#db = db
    this.#add = db.prepare<[string, number, string, string, string]>(
      `INSERT INTO queue (phone, device, kind, id, stanza) VALUES (?, ?, ?, ?, ?)`,
    )
    this.#after = db.prepare<[string, number, number, number], QueueRow>(
      `SELECT seq, kind, id, stanza FROM queue
       WHERE phone = ? AND device = ? AND seq > ? ORDER BY seq LIMIT ?`,
    )
    this.#drop = db.prepare<[number]>(`DELETE FROM queue WHERE seq = ?`)
    this.#count = db.prepare<[string, number], { count: number }>(
      `SELECT count(*) AS count FROM queue WHERE phone = ? AND device = ?`,
    )
    this.#has = db.prepare<[string, number, string, string], { seq: number }>(
      `SELECT seq FROM queue WHERE phone = ? AND device = ? AND kind = ? AND id LIKE ? LIMIT 1`,
    )
  }

  add(phone: string, device: number, kind: QueueKind, id: string, stanza: Node): Queued {
    const { lastInsertRowid } = this.#add.run(phone, device, kind, id, toJson(stanza))
    return { seq: Number(lastInsertRowid), kind, id, stanza }
  }

  /** Up to `limit` entries behind `seq`, oldest first. */
  after(phone: string, device: number, seq: number, limit: number): readonly Queued[] {
    return this.#after
      .all(phone, device, seq, limit)
      .map((row) => ({ ...row, stanza: fromJson(row.stanza) }))
  }

  drop(seq: number): void {
    this.#drop.run(seq)
  }

  count(phone: string, device: number): number {
    return this.#count.get(phone, device)?.count ?? 0
  }

  /** Whether something of that kind whose id begins so is waiting. */
  has(phone: string, device: number, kind: QueueKind, idBegins: string): boolean {
    return this.#has.get(phone, device, kind, `${idBegins}%`) !== undefined
  }

  total(): number {
    const row = this.#db.prepare<[], { count: number }>(`SELECT count(*) AS count FROM queue`).get()
    return row?.count ?? 0
  }
}
