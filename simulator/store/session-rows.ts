import type { SqliteFile } from './database.ts'

/** The Signal sessions phones hold, by owner and the other side's account and device. */
export class SessionRows {
  readonly #get
  readonly #put
  readonly #drop
  readonly #dropAll

  constructor(db: SqliteFile) {
    this.#get = db.prepare<[string, string, number], { record: string }>(
      `SELECT record FROM sessions WHERE owner = ? AND peer = ? AND device = ?`,
    )
    this.#put = db.prepare<[string, string, number, string]>(
      `INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)`,
    )
    this.#drop = db.prepare<[string, string, number]>(
      `DELETE FROM sessions WHERE owner = ? AND peer = ? AND device = ?`,
    )
    this.#dropAll = db.prepare<[string]>(`DELETE FROM sessions WHERE owner = ?`)
  }

  /** The record as JSON. */
  get(owner: string, peer: string, device: number): string | undefined {
    return this.#get.get(owner, peer, device)?.record
  }

  put(owner: string, peer: string, device: number, record: string): void {
    this.#put.run(owner, peer, device, record)
  }

  drop(owner: string, peer: string, device: number): void {
    this.#drop.run(owner, peer, device)
  }

  dropAll(owner: string): void {
    this.#dropAll.run(owner)
  }
}
