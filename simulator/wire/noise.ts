import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'
import { agree, hkdf } from '../keys.ts'
import type { KeyPair } from '../keys.ts'

const PROTOCOL = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0', 'latin1')
const NOTHING = Buffer.alloc(0)
const TAG_LENGTH = 16

function nonce(counter: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(counter, 8)
  return bytes
}

function seal(key: Buffer, counter: number, aad: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(counter)).setAAD(aad)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function open(key: Buffer, counter: number, aad: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter)).setAAD(aad)
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH))
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_LENGTH)), decipher.final()])
}

/** The encrypted stream after the handshake; each direction counts its frames. */
export class Transport {
  readonly #readKey: Buffer
  readonly #writeKey: Buffer
  #read = 0
  #written = 0

  constructor(readKey: Buffer, writeKey: Buffer) {
    this.#readKey = readKey
    this.#writeKey = writeKey
  }

  /** Bodies must be written in the order they were sealed. */
  seal(plain: Buffer): Buffer {
    return seal(this.#writeKey, this.#written++, NOTHING, plain)
  }

  /** @throws {Error} when the frame was not sealed by the other side as its next one */
  open(sealed: Buffer): Buffer {
    return open(this.#readKey, this.#read++, NOTHING, sealed)
  }
}

/** The server's half of Noise XX (pattern and names as in the Noise specification, revision 34). */
export class Handshake {
  readonly #staticKey: KeyPair
  readonly #ephemeral: KeyPair
  #hash: Buffer = PROTOCOL
  #chain: Buffer = PROTOCOL
  #key: Buffer = PROTOCOL
  #counter = 0

  constructor(intro: Buffer, staticKey: KeyPair, ephemeral: KeyPair) {
    this.#staticKey = staticKey
    this.#ephemeral = ephemeral
    this.#mixHash(intro)
  }

  /** Reads the ClientHello and gives the ServerHello. */
  answerHello(message: Buffer, certificates: Buffer): Buffer {
    const clientEphemeral = needed(proto.HandshakeMessage.decode(message).clientHello?.ephemeral)
    this.#mixHash(clientEphemeral)
    this.#mixHash(this.#ephemeral.publicKey)
    this.#mixKey(agree(this.#ephemeral.privateKey, clientEphemeral))
    const sealedStatic = this.#seal(this.#staticKey.publicKey)
    this.#mixKey(agree(this.#staticKey.privateKey, clientEphemeral))
    const payload = this.#seal(certificates)
    const serverHello = { ephemeral: this.#ephemeral.publicKey, static: sealedStatic, payload }
    return Buffer.from(proto.HandshakeMessage.encode({ serverHello }).finish())
  }

  /**
   * Reads the ClientFinish.
   * @throws {Error} when the client did not take part in this handshake
   */
  finish(message: Buffer): { clientKey: Buffer; payload: Buffer; transport: Transport } {
    const { clientFinish } = proto.HandshakeMessage.decode(message)
    const clientKey = this.#open(needed(clientFinish?.static))
    this.#mixKey(agree(this.#ephemeral.privateKey, clientKey))
    const payload = this.#open(needed(clientFinish?.payload))
    const keys = hkdf(NOTHING, 64, this.#chain, '')
    return {
      clientKey,
      payload,
      transport: new Transport(keys.subarray(0, 32), keys.subarray(32)),
    }
  }

  #mixHash(data: Buffer): void {
    this.#hash = createHash('sha256').update(this.#hash).update(data).digest()
  }

  #mixKey(secret: Buffer): void {
    const keys = hkdf(secret, 64, this.#chain, '')
    this.#chain = keys.subarray(0, 32)
    this.#key = keys.subarray(32)
    this.#counter = 0
  }

  #seal(plain: Buffer): Buffer {
    const sealed = seal(this.#key, this.#counter++, this.#hash, plain)
    this.#mixHash(sealed)
    return sealed
  }

  #open(sealed: Buffer): Buffer {
    const plain = open(this.#key, this.#counter++, this.#hash, sealed)
    this.#mixHash(sealed)
    return plain
  }
}

function needed(bytes: Uint8Array | null | undefined): Buffer {
  if (!bytes || bytes.length === 0) throw new Error('the handshake message lacks a part')
  return Buffer.from(bytes)
}
