import { SessionCipher } from 'libsignal'

/** The parts of libsignal's session objects that are needed here; its types leave them out. */
interface SessionEntry {
  getChain(key: Buffer): unknown
  serialize(): object
}

interface CipherInternals {
  doDecryptWhisperMessage(message: Buffer, session: SessionEntry): Promise<Buffer>
}

interface EntryClass {
  deserialize(data: object): SessionEntry
}

/**
 * libsignal's cipher without its defect: there a failed attempt on the wrong session steps that
 * session's ratchet and is stored, which destroys it. This one tries the session that knows the
 * ratchet key first and puts every session that failed back as it was. The class is not patched:
 * a Baileys in the same process keeps the behaviour it ships with.
 */
export class SteadyCipher extends SessionCipher {
  async decryptWithSessions(
    message: Buffer,
    sessions: readonly SessionEntry[],
  ): Promise<{ session: SessionEntry; plaintext: Buffer }> {
    const ratchetKey = readWhisperMessage(message).ratchetKey
    const knows = (session: SessionEntry) => (session.getChain(ratchetKey) ? 0 : 1)
    let failure: unknown = new Error('no session')
    for (const session of [...sessions].sort((a, b) => knows(a) - knows(b))) {
      const before = session.serialize()
      try {
        return {
          session,
          plaintext: await internalsOf(this).doDecryptWhisperMessage(message, session),
        }
      } catch (error) {
        failure = knows(session) === 0 || sessions.length === 1 ? error : failure
        Object.assign(session, classOf(session).deserialize(before))
      }
    }
    throw failure
  }
}

const internalsOf = (cipher: SessionCipher): CipherInternals =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- left out of libsignal's types
  cipher as unknown as CipherInternals

const classOf = (session: SessionEntry): EntryClass =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the class is not exported
  session.constructor as unknown as EntryClass

/** What a ratchet message says in the clear: whose chain it belongs to and its place in it. */
export interface RatchetPosition {
  readonly ratchetKey: Buffer
  readonly counter: number
}

/**
 * Reads a WhisperMessage (version byte, protobuf with 1 = ratchet key and 2 = counter, 8 bytes of
 * authentication code).
 * @throws {RangeError} when it is none
 */
export function readWhisperMessage(message: Buffer): RatchetPosition {
  const fields = readFields(message.subarray(1, -8))
  const [ratchetKey, counter] = [fields.get(1), fields.get(2)]
  if (!Buffer.isBuffer(ratchetKey)) throw new RangeError('no Signal message')
  return { ratchetKey, counter: typeof counter === 'number' ? counter : 0 }
}

/**
 * Reads the message inside a PreKeyWhisperMessage (version byte, protobuf with 3 = identity and
 * 4 = message).
 * @throws {RangeError} when it is none
 */
export function readPreKeyMessage(message: Buffer): { identity: Buffer; inner: Buffer } {
  const fields = readFields(message.subarray(1))
  const [identity, inner] = [fields.get(3), fields.get(4)]
  if (!Buffer.isBuffer(identity) || !Buffer.isBuffer(inner)) {
    throw new RangeError('no Signal prekey message')
  }
  return { identity, inner }
}

function readFields(bytes: Buffer): ReadonlyMap<number, Buffer | number> {
  const fields = new Map<number, Buffer | number>()
  let at = 0
  const number = (): number => {
    let [value, factor, byte] = [0, 1, 0]
    do {
      byte = bytes.readUInt8(at++)
      value += (byte & 127) * factor
      factor *= 128
    } while (byte > 127)
    return value
  }
  while (at < bytes.length) {
    const tag = number()
    const value = number()
    if ((tag & 7) === 2) {
      fields.set(tag >> 3, Buffer.from(bytes.subarray(at, at + value)))
      at += value
    } else if ((tag & 7) === 0) fields.set(tag >> 3, value)
    else throw new RangeError('no Signal message')
  }
  return fields
}
