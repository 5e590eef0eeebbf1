import type { Account, Device } from '../accounts/account.ts'
import type { KeyPair } from '../keys.ts'
import type { SqliteFile } from './database.ts'

interface AccountRow {
  phone: string
  lid: string
  name: string
  addressing: string
  online: number
  identity_public: Buffer
  identity_private: Buffer
  registration_id: number
  skey_public: Buffer
  skey_private: Buffer
  skey_signature: Buffer
  next_prekey: number
  next_device: number
}

interface DeviceRow {
  phone: string
  id: number
  noise_key: Buffer
  identity: Buffer
  registration_id: number
  skey_id: number
  skey_value: Buffer
  skey_signature: Buffer
  platform: string
  linked_at: number
  bootstrapped: number
}

const SIGNED_PREKEY_ID = 1

/** Accounts, devices and the prekeys both keep at the service. */
export class AccountRows {
  readonly #db: SqliteFile
  readonly #putAccount
  readonly #putDevice
  readonly #putPhoneKey
  readonly #getPhoneKey
  readonly #dropPhoneKey
  readonly #putDeviceKey
  readonly #firstDeviceKey
  readonly #dropDeviceKey
  readonly #countDeviceKeys

  constructor(db: SqliteFile) {
    this.#db = db
    this.#putAccount = db.prepare<[AccountRow]>(
      `INSERT OR REPLACE INTO accounts VALUES (@phone, @lid, @name, @addressing, @online,
       @identity_public, @identity_private, @registration_id, @skey_public, @skey_private,
       @skey_signature, @next_prekey, @next_device)`,
    )
    this.#putDevice = db.prepare<[DeviceRow]>(
      `INSERT OR REPLACE INTO devices VALUES (@phone, @id, @noise_key, @identity, @registration_id,
       @skey_id, @skey_value, @skey_signature, @platform, @linked_at, @bootstrapped)`,
    )
    this.#putPhoneKey = db.prepare<[string, number, Buffer, Buffer]>(
      `INSERT INTO phone_prekeys VALUES (?, ?, ?, ?)`,
    )
    this.#getPhoneKey = db.prepare<[string, number], { public: Buffer; private: Buffer }>(
      `SELECT public, private FROM phone_prekeys WHERE phone = ? AND id = ?`,
    )
    this.#dropPhoneKey = db.prepare<[string, number]>(
      `DELETE FROM phone_prekeys WHERE phone = ? AND id = ?`,
    )
    this.#putDeviceKey = db.prepare<[string, number, number, Buffer]>(
      `INSERT OR REPLACE INTO device_prekeys VALUES (?, ?, ?, ?)`,
    )
    this.#firstDeviceKey = db.prepare<[string, number], { id: number; value: Buffer }>(
      `SELECT id, value FROM device_prekeys WHERE phone = ? AND device = ? ORDER BY id LIMIT 1`,
    )
    this.#dropDeviceKey = db.prepare<[string, number, number]>(
      `DELETE FROM device_prekeys WHERE phone = ? AND device = ? AND id = ?`,
    )
    this.#countDeviceKeys = db.prepare<[string, number], { count: number }>(
      `SELECT count(*) AS count FROM device_prekeys WHERE phone = ? AND device = ?`,
    )
  }

  accounts(): readonly Account[] {
    return this.#db
      .prepare<[], AccountRow>(`SELECT * FROM accounts ORDER BY phone`)
      .all()
      .map(accountOf)
  }

  devices(): readonly Device[] {
    return this.#db
      .prepare<[], DeviceRow>(`SELECT * FROM devices ORDER BY phone, id`)
      .all()
      .map(deviceOf)
  }

  putAccount(account: Account): void {
    this.#putAccount.run(rowOfAccount(account))
  }

  putDevice(device: Device): void {
    this.#putDevice.run(rowOfDevice(device))
  }

  /** Forgets a device with its prekeys, what waits for it and the sessions phones hold with it. */
  dropDevice(phone: string, device: number): void {
    for (const sql of [
      `DELETE FROM devices WHERE phone = ? AND id = ?`,
      `DELETE FROM device_prekeys WHERE phone = ? AND device = ?`,
      `DELETE FROM queue WHERE phone = ? AND device = ?`,
      `DELETE FROM sessions WHERE peer = ? AND device = ?`,
      `DELETE FROM sender_keys WHERE author = ? AND device = ?`,
      `DELETE FROM sender_key_holders WHERE peer = ? AND device = ?`,
    ]) {
      this.#db.prepare<[string, number]>(sql).run(phone, device)
    }
  }

  putPhoneKey(phone: string, id: number, keys: KeyPair): void {
    this.#putPhoneKey.run(phone, id, keys.publicKey, keys.privateKey)
  }

  phoneKey(phone: string, id: number): KeyPair | undefined {
    const row = this.#getPhoneKey.get(phone, id)
    return row && { publicKey: row.public, privateKey: row.private }
  }

  dropPhoneKey(phone: string, id: number): void {
    this.#dropPhoneKey.run(phone, id)
  }

  putDeviceKey(phone: string, device: number, id: number, value: Buffer): void {
    this.#putDeviceKey.run(phone, device, id, value)
  }

  /** Takes the oldest one-time prekey away; undefined when all are used up. */
  takeDeviceKey(phone: string, device: number): { id: number; value: Buffer } | undefined {
    const key = this.#firstDeviceKey.get(phone, device)
    if (key) this.#dropDeviceKey.run(phone, device, key.id)
    return key
  }

  countDeviceKeys(phone: string, device: number): number {
    return this.#countDeviceKeys.get(phone, device)?.count ?? 0
  }
}

const accountOf = (row: AccountRow): Account => ({
  phone: row.phone,
  lid: row.lid,
  name: row.name,
  addressing: row.addressing === 'pn' ? 'pn' : 'lid',
  online: row.online === 1,
  identity: { publicKey: row.identity_public, privateKey: row.identity_private },
  registrationId: row.registration_id,
  signedPreKey: {
    id: SIGNED_PREKEY_ID,
    keys: { publicKey: row.skey_public, privateKey: row.skey_private },
    signature: row.skey_signature,
  },
  nextPreKey: row.next_prekey,
  nextDevice: row.next_device,
})

const rowOfAccount = (account: Account): AccountRow => ({
  phone: account.phone,
  lid: account.lid,
  name: account.name,
  addressing: account.addressing,
  online: account.online ? 1 : 0,
  identity_public: account.identity.publicKey,
  identity_private: account.identity.privateKey,
  registration_id: account.registrationId,
  skey_public: account.signedPreKey.keys.publicKey,
  skey_private: account.signedPreKey.keys.privateKey,
  skey_signature: account.signedPreKey.signature,
  next_prekey: account.nextPreKey,
  next_device: account.nextDevice,
})

const deviceOf = (row: DeviceRow): Device => ({
  phone: row.phone,
  id: row.id,
  noiseKey: row.noise_key,
  identity: row.identity,
  registrationId: row.registration_id,
  signedPreKey: { id: row.skey_id, value: row.skey_value, signature: row.skey_signature },
  platform: row.platform,
  linkedAt: row.linked_at,
  bootstrapped: row.bootstrapped === 1,
})

const rowOfDevice = (device: Device): DeviceRow => ({
  phone: device.phone,
  id: device.id,
  noise_key: device.noiseKey,
  identity: device.identity,
  registration_id: device.registrationId,
  skey_id: device.signedPreKey.id,
  skey_value: device.signedPreKey.value,
  skey_signature: device.signedPreKey.signature,
  platform: device.platform,
  linked_at: device.linkedAt,
  bootstrapped: device.bootstrapped ? 1 : 0,
})
