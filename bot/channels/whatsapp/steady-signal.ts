/** The parts of libsignal that are needed here; its types leave them out. */
interface Session {
  serialize(): object
}

interface SessionClass {
  deserialize(data: object): Session
}

interface Decrypted {
  readonly session: Session
  readonly plaintext: Buffer
}

type Decrypt = (this: unknown, data: Buffer, sessions: readonly Session[]) => Promise<Decrypted>

/**
 * Mends a defect of libsignal 6.0.0: with several sessions of one device it tries each, and an
 * attempt on the wrong one steps that session's ratchet, which is then stored. A message that was
 * on its way on an old session so destroys the new one. Here each session that failed is put back
 * as it was. To be called once, before the first message.
 * @param cipher libsignal's `SessionCipher`
 */
export function steadySignal(cipher: { readonly prototype: object }): void {
  const original = Reflect.get(cipher.prototype, 'decryptWithSessions') as unknown
  if (typeof original !== 'function') throw new TypeError('this is another libsignal')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- left out of libsignal's types
  const decryptWith = original as Decrypt
  const decrypt: Decrypt = async function decrypt(data, sessions) {
    // A single session that fails is not stored at all.
    if (sessions.length < 2) return await decryptWith.call(this, data, sessions)
    let failure: unknown
    for (const session of sessions) {
      const before = session.serialize()
      try {
        return await decryptWith.call(this, data, [session])
      } catch (error) {
        failure = error
        Object.assign(session, classOf(session).deserialize(before))
      }
    }
    throw failure
  }
  Reflect.set(cipher.prototype, 'decryptWithSessions', decrypt)
}

const classOf = (session: Session): SessionClass =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the class is not exported
  session.constructor as unknown as SessionClass
