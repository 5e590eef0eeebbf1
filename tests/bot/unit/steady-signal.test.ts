import { Curve, generateSignalPubKey, initAuthCreds } from '@whiskeysockets/baileys'
import { ProtocolAddress, SessionBuilder, SessionCipher, SessionRecord } from 'libsignal'
import type { SignalStorage } from 'libsignal'
import { beforeAll, expect, it } from 'vitest'
import { quietConsole } from '../../../bot/channels/whatsapp/quiet-console.ts'
import { steadySignal } from '../../../bot/channels/whatsapp/steady-signal.ts'

// It prints sessions.
beforeAll(() => quietConsole(() => undefined))

type Cipher = typeof SessionCipher

/** Somebody with keys and sessions in memory, who talks to one other. */
class Person implements SignalStorage {
  readonly #creds = initAuthCreds()
  readonly #preKey = Curve.generateKeyPair()
  readonly #cipher: Cipher
  readonly #other: ProtocolAddress
  #session: string | undefined

  constructor(other: string, cipher: Cipher) {
    this.#other = new ProtocolAddress(other, 0)
    this.#cipher = cipher
  }

  /** Opens a new session with the other; an older one is kept for what is on its way. */
  async begin(other: Person): Promise<void> {
    const { registrationId, signedIdentityKey, signedPreKey } = other.#creds
    await new SessionBuilder(this, this.#other).initOutgoing({
      registrationId,
      identityKey: generateSignalPubKey(signedIdentityKey.public),
      signedPreKey: {
        keyId: signedPreKey.keyId,
        publicKey: generateSignalPubKey(signedPreKey.keyPair.public),
        signature: signedPreKey.signature,
      },
      preKey: { keyId: 1, publicKey: generateSignalPubKey(other.#preKey.public) },
    })
  }

  async write(text: string): Promise<{ type: number; body: Buffer }> {
    const { type, body } = await new SessionCipher(this, this.#other).encrypt(Buffer.from(text))
    return { type, body: Buffer.from(body, 'latin1') }
  }

  async read({ type, body }: { type: number; body: Buffer }): Promise<string> {
    const cipher = new this.#cipher(this, this.#other)
    const plaintext =
      type === 3
        ? await cipher.decryptPreKeyWhisperMessage(body)
        : await cipher.decryptWhisperMessage(body)
    return plaintext.toString()
  }

  async loadSession(): Promise<SessionRecord | undefined> {
    return this.#session === undefined
      ? undefined
      : SessionRecord.deserialize(JSON.parse(this.#session))
  }

  async storeSession(_id: string, record: SessionRecord): Promise<void> {
    this.#session = JSON.stringify(record.serialize())
  }

  isTrustedIdentity(): boolean {
    return true
  }

  async loadPreKey() {
    return pairOf(this.#preKey)
  }

  removePreKey(): void {}

  loadSignedPreKey() {
    return pairOf(this.#creds.signedPreKey.keyPair)
  }

  getOurRegistrationId(): number {
    return this.#creds.registrationId
  }

  getOurIdentity() {
    return pairOf(this.#creds.signedIdentityKey)
  }
}

const pairOf = (keys: { readonly public: Uint8Array; readonly private: Uint8Array }) => ({
  pubKey: Buffer.from(generateSignalPubKey(keys.public)),
  privKey: Buffer.from(keys.private),
})

/** A message is on its way on an old session while the bot opens a new one, as after a restart. */
async function cross(cipher: Cipher) {
  const bot = new Person('phone', cipher)
  const phone = new Person('bot', SessionCipher)
  await phone.begin(bot)
  await bot.read(await phone.write('the first'))
  await phone.read(await bot.write('an answer'))
  const onItsWay = await phone.write('on the old session')
  await bot.begin(phone)
  await phone.read(await bot.write('on the new session'))
  expect(await bot.read(onItsWay)).toBe('on the old session')
  const readNext = async () => await bot.read(await phone.write('an answer on the new one'))
  return { bot, phone, readNext }
}

it('an old message destroys the new session of a stock libsignal', async () => {
  class Stock extends SessionCipher {}
  const { readNext } = await cross(Stock)
  await expect(readNext()).rejects.toThrow('No matching sessions')
})

it('an old message leaves the new session as it was', async () => {
  class Steady extends SessionCipher {}
  steadySignal(Steady)
  const { readNext } = await cross(Steady)
  expect(await readNext()).toBe('an answer on the new one')
})

it('what fits no session is still refused, and harms none', async () => {
  class Steady extends SessionCipher {}
  steadySignal(Steady)
  const { bot, phone, readNext } = await cross(Steady)
  const { type, body } = await phone.write('damaged on the way')
  const at = body.length - 4
  body[at] = (body[at] ?? 0) ^ 1
  await expect(bot.read({ type, body })).rejects.toThrow()
  expect(await readNext()).toBe('an answer on the new one')
})

it('another libsignal is noticed at once', () => {
  expect(() => steadySignal({ prototype: {} })).toThrow('another libsignal')
})
