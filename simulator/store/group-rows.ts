import type { Group } from '../accounts/groups.ts'
import type { SqliteFile } from './database.ts'

interface GroupRow {
  id: string
  subject: string
  addressing: string
  members: string
  made_at: number
}

/** A device as others know it: an account's number and the number of the device. */
export interface DeviceName {
  readonly phone: string
  readonly device: number
}

/** Groups, the sender keys that phones hold of who writes in them, and who has got theirs. */
export class GroupRows {
  readonly #db: SqliteFile
  readonly #putGroup
  readonly #getKey
  readonly #putKey
  readonly #isHolder
  readonly #addHolder

  constructor(db: SqliteFile) {
    this.#db = db
    this.#putGroup = db.prepare<[GroupRow]>(
      `INSERT OR REPLACE INTO groups VALUES (@id, @subject, @addressing, @members, @made_at)`,
    )
    this.#getKey = db.prepare<[string, string, string, number], { record: string }>(
      `SELECT record FROM sender_keys
       WHERE owner = ? AND group_id = ? AND author = ? AND device = ?`,
    )
    this.#putKey = db.prepare<[string, string, string, number, string]>(
      `INSERT OR REPLACE INTO sender_keys VALUES (?, ?, ?, ?, ?)`,
    )
    this.#isHolder = db.prepare<[string, string, string, number], { device: number }>(
      `SELECT device FROM sender_key_holders
       WHERE owner = ? AND group_id = ? AND peer = ? AND device = ?`,
    )
    this.#addHolder = db.prepare<[string, string, string, number]>(
      `INSERT OR IGNORE INTO sender_key_holders VALUES (?, ?, ?, ?)`,
    )
  }

  groups(): readonly Group[] {
    return this.#db
      .prepare<[], GroupRow>(`SELECT * FROM groups ORDER BY made_at, id`)
      .all()
      .map(({ members, made_at: madeAt, addressing, ...row }) => ({
        ...row,
        addressing: addressing === 'pn' ? 'pn' : 'lid',
        members: members.split(' '),
        madeAt,
      }))
  }

  putGroup({ madeAt, members, ...group }: Group): void {
    this.#putGroup.run({ ...group, members: members.join(' '), made_at: madeAt })
  }

  /** The record as JSON. */
  key(owner: string, group: string, { phone, device }: DeviceName): string | undefined {
    return this.#getKey.get(owner, group, phone, device)?.record
  }

  putKey(owner: string, group: string, { phone, device }: DeviceName, record: string): void {
    this.#putKey.run(owner, group, phone, device, record)
  }

  /** Whether a device has got a phone's own key. */
  isHolder(owner: string, group: string, { phone, device }: DeviceName): boolean {
    return this.#isHolder.get(owner, group, phone, device) !== undefined
  }

  addHolder(owner: string, group: string, { phone, device }: DeviceName): void {
    this.#addHolder.run(owner, group, phone, device)
  }
}
