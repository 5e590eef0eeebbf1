import { BufferJSON } from '@whiskeysockets/baileys'
import {
  GroupCipher,
  GroupSessionBuilder,
  SenderKeyDistributionMessage,
  SenderKeyMessage,
  SenderKeyName,
  SenderKeyRecord,
} from '@whiskeysockets/baileys/lib/Signal/Group/index.js'
import type { Account, Peer } from '../accounts/account.ts'
import { groupJid } from '../accounts/groups.ts'
import type { Group } from '../accounts/groups.ts'
import type { DeviceName, GroupRows } from '../store/group-rows.ts'
import type { Opened } from './signal-sessions.ts'
import type { RatchetPosition } from './steady-cipher.ts'

/** A ciphertext for a whole group; the chain has moved once `commit` has run. */
export interface SealedForGroup {
  readonly body: Buffer
  /** What a device needs to read it and all that follows. */
  readonly distribution: Buffer
  readonly commit: () => void
}

/**
 * The sender keys of all phones, made and used by Baileys' own classes. As with sessions, nothing is
 * stored before the caller commits.
 */
export class SenderKeys {
  readonly #rows: GroupRows

  constructor(rows: GroupRows) {
    this.#rows = rows
  }

  /** Encrypts what a phone writes in a group. */
  async seal(owner: Account, group: Group, plaintext: Buffer): Promise<SealedForGroup> {
    const desk = new Desk(this.#rows, owner, group, { phone: owner.phone, device: 0 })
    const distribution = await new GroupSessionBuilder(desk).create(desk.name)
    const body = await new GroupCipher(desk, desk.name).encrypt(plaintext)
    return {
      body: Buffer.from(body),
      distribution: Buffer.from(distribution.serialize()),
      commit: () => desk.commit(),
    }
  }

  /** What a device needs to read what the phone writes from now on. */
  async distribution(owner: Account, group: Group): Promise<SealedForGroup['distribution']> {
    const desk = new Desk(this.#rows, owner, group, { phone: owner.phone, device: 0 })
    const distribution = await new GroupSessionBuilder(desk).create(desk.name)
    desk.commit()
    return Buffer.from(distribution.serialize())
  }

  /** A writer's key has come. */
  async take(
    owner: Account,
    group: Group,
    writer: Peer,
    distribution: Uint8Array,
  ): Promise<() => void> {
    const desk = new Desk(this.#rows, owner, group, nameOf(writer))
    await desk.process(distribution)
    return () => desk.commit()
  }

  /**
   * @param distribution the writer's key, when it came along
   * @throws {Error} when it cannot be decrypted; the chains are as before
   */
  async open(
    owner: Account,
    group: Group,
    writer: Peer,
    body: Buffer,
    distribution?: Uint8Array,
  ): Promise<Opened> {
    const desk = new Desk(this.#rows, owner, group, nameOf(writer))
    if (distribution) await desk.process(distribution)
    const plaintext = Buffer.from(await new GroupCipher(desk, desk.name).decrypt(body))
    return { plaintext, commit: () => desk.commit() }
  }

  isHolder(owner: Account, group: Group, peer: Peer): boolean {
    return this.#rows.isHolder(owner.phone, group.id, nameOf(peer))
  }

  addHolder(owner: Account, group: Group, peer: Peer): void {
    this.#rows.addHolder(owner.phone, group.id, nameOf(peer))
  }
}

/**
 * Whose chain a group message belongs to and its place in it.
 * @throws {Error} when it is none
 */
export function readGroupMessage(body: Buffer): RatchetPosition {
  const message = new SenderKeyMessage(null, null, null, null, body)
  return { ratchetKey: Buffer.from(`${message.getKeyId()}`), counter: message.getIteration() }
}

const nameOf = ({ account, device }: Peer): DeviceName => ({ phone: account.phone, device })

/** One operation's view of a chain: writes wait for `commit`. */
class Desk {
  readonly name: SenderKeyName
  readonly #rows: GroupRows
  readonly #owner: string
  readonly #group: string
  readonly #writer: DeviceName
  #changed: string | undefined

  constructor(rows: GroupRows, owner: Account, group: Group, writer: DeviceName) {
    this.#rows = rows
    this.#owner = owner.phone
    this.#group = group.id
    this.#writer = writer
    const { phone: id, device: deviceId } = writer
    const toString = () => `${id}.${deviceId}`
    this.name = new SenderKeyName(groupJid(group), { id, deviceId, toString })
  }

  commit(): void {
    if (this.#changed === undefined) return
    this.#rows.putKey(this.#owner, this.#group, this.#writer, this.#changed)
  }

  async process(distribution: Uint8Array): Promise<void> {
    const message = new SenderKeyDistributionMessage(null, null, null, null, distribution)
    await new GroupSessionBuilder(this).process(this.name, message)
  }

  async loadSenderKey(): Promise<SenderKeyRecord> {
    const stored = this.#changed ?? this.#rows.key(this.#owner, this.#group, this.#writer)
    return stored === undefined
      ? new SenderKeyRecord()
      : SenderKeyRecord.deserialize(Buffer.from(stored))
  }

  async storeSenderKey(_name: SenderKeyName, record: SenderKeyRecord): Promise<void> {
    this.#changed = JSON.stringify(record.serialize(), BufferJSON.replacer)
  }
}
