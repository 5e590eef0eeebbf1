import { ProtocolAddress, SessionBuilder, SessionCipher, SessionRecord } from 'libsignal'
import type { SignalStorage } from 'libsignal'
import type { Account, Peer } from '../accounts/account.ts'
import type { Bundle } from '../accounts/bundles.ts'
import { signalKey } from '../keys.ts'
import type { KeyPair } from '../keys.ts'
import type { AccountRows } from '../store/account-rows.ts'
import type { SessionRows } from '../store/session-rows.ts'
import { SteadyCipher } from './steady-cipher.ts'

/** A ciphertext; the ratchet has moved once `commit` has run. */
export interface Sealed {
  readonly type: 'pkmsg' | 'msg'
  readonly body: Buffer
  readonly commit: () => void
}

/** A plaintext; the ratchet has moved once `commit` has run. */
export interface Opened {
  readonly plaintext: Buffer
  readonly commit: () => void
}

/**
 * The Signal sessions of all phones, by the other side's account and device: its number and its
 * hidden id are one peer with one identity. Nothing is stored before the caller commits, so that
 * the ratchet and what came of it are one transaction.
 */
export class SignalSessions {
  readonly #sessions: SessionRows
  readonly #keys: AccountRows

  constructor(sessions: SessionRows, keys: AccountRows) {
    this.#sessions = sessions
    this.#keys = keys
  }

  has(owner: Account, peer: Peer): boolean {
    return this.#sessions.get(owner.phone, peer.account.phone, peer.device) !== undefined
  }

  /**
   * Encrypts for a peer.
   * @param fresh the keys to open a session with, when there is none or a new one is wanted
   * @throws {Error} without a session and without keys for one
   */
  async seal(owner: Account, peer: Peer, plaintext: Buffer, fresh?: Bundle): Promise<Sealed> {
    const desk = new Desk(owner, peer, this.#sessions, this.#keys)
    const address = addressIn(owner, peer)
    if (fresh) await new SessionBuilder(desk, address).initOutgoing(forSignal(fresh))
    const { type, body } = await new SessionCipher(desk, address).encrypt(plaintext)
    return {
      type: type === 3 ? 'pkmsg' : 'msg',
      body: Buffer.from(body, 'latin1'),
      commit: () => desk.commit(),
    }
  }

  /** @throws {Error} when it cannot be decrypted; the sessions are as before */
  async open(owner: Account, peer: Peer, type: string, body: Buffer): Promise<Opened> {
    const desk = new Desk(owner, peer, this.#sessions, this.#keys)
    const cipher = new SteadyCipher(desk, addressIn(owner, peer))
    const plaintext =
      type === 'pkmsg'
        ? await cipher.decryptPreKeyWhisperMessage(body)
        : await cipher.decryptWhisperMessage(body)
    return { plaintext, commit: () => desk.commit() }
  }

  forget(owner: Account, peer: Peer): void {
    this.#sessions.drop(owner.phone, peer.account.phone, peer.device)
  }
}

/** One operation's view of a phone's keys: writes wait for `commit`. */
class Desk implements SignalStorage {
  readonly #owner: Account
  readonly #peer: Peer
  readonly #sessions: SessionRows
  readonly #keys: AccountRows
  readonly #usedKeys: number[] = []
  #changed: string | undefined

  constructor(owner: Account, peer: Peer, sessions: SessionRows, keys: AccountRows) {
    this.#owner = owner
    this.#peer = peer
    this.#sessions = sessions
    this.#keys = keys
  }

  commit(): void {
    const { account, device } = this.#peer
    if (this.#changed !== undefined) {
      this.#sessions.put(this.#owner.phone, account.phone, device, this.#changed)
    }
    for (const id of this.#usedKeys) this.#keys.dropPhoneKey(this.#owner.phone, id)
  }

  async loadSession(): Promise<SessionRecord | undefined> {
    const { account, device } = this.#peer
    const stored = this.#changed ?? this.#sessions.get(this.#owner.phone, account.phone, device)
    return stored === undefined ? undefined : SessionRecord.deserialize(JSON.parse(stored))
  }

  async storeSession(_address: string, record: SessionRecord): Promise<void> {
    this.#changed = JSON.stringify(record.serialize())
  }

  isTrustedIdentity(): boolean {
    return true
  }

  async loadPreKey(id: number | string): Promise<SignalPair | undefined> {
    const keys = this.#keys.phoneKey(this.#owner.phone, Number(id))
    return keys && forLibrary(keys)
  }

  removePreKey(id: number): void {
    this.#usedKeys.push(id)
  }

  loadSignedPreKey(): SignalPair {
    return forLibrary(this.#owner.signedPreKey.keys)
  }

  getOurRegistrationId(): number {
    return this.#owner.registrationId
  }

  getOurIdentity(): SignalPair {
    return forLibrary(this.#owner.identity)
  }
}

interface SignalPair {
  readonly pubKey: Buffer
  readonly privKey: Buffer
}

const forLibrary = (keys: KeyPair): SignalPair => ({
  pubKey: signalKey(keys.publicKey),
  privKey: keys.privateKey,
})

// libsignal queues its work by address across the whole process, so both ends are in the name.
const addressIn = (owner: Account, { account, device }: Peer): ProtocolAddress =>
  new ProtocolAddress(`${owner.phone}-${account.phone}`, device)

type SignalBundle = Parameters<SessionBuilder['initOutgoing']>[0]

function forSignal({ registrationId, identity, signedPreKey, preKey }: Bundle): SignalBundle {
  const bundle: Omit<SignalBundle, 'preKey'> & Partial<SignalBundle> = {
    registrationId,
    identityKey: signalKey(identity),
    signedPreKey: {
      keyId: signedPreKey.id,
      publicKey: signalKey(signedPreKey.value),
      signature: signedPreKey.signature,
    },
    ...(preKey && { preKey: { keyId: preKey.id, publicKey: signalKey(preKey.value) } }),
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the prekey is optional at run time
  return bundle as SignalBundle
}
