import type { WebSocket } from 'ws'
import { proto } from '@whiskeysockets/baileys'
import type { Clock } from '../../common/kit/clock.ts'
import { messageOf } from '../../common/kit/errors.ts'
import type { KeyPair } from '../keys.ts'
import { FrameReader, frame } from './frames.ts'
import { decodeNode, encodeNode } from './node.ts'
import type { Node } from './node.ts'
import { Handshake } from './noise.ts'
import type { Transport } from './noise.ts'

const DICTIONARY = 3
/** Time for the last frame to leave before the socket is closed under it. */
const FLUSH_MS = 20

/** What a client says of itself when the handshake ends. */
export interface Hello {
  /** The client's static (noise) key: a device shows the same one at every login. */
  readonly noiseKey: Buffer
  readonly payload: proto.ClientPayload
}

/** What the server does with a connection. Everything is called in the order it arrived. */
export interface ConnectionOwner {
  opened(connection: ClientConnection, hello: Hello): void
  received(connection: ClientConnection, stanza: Node): void
  closed(connection: ClientConnection, reason: string): void
}

/** The keys with which the server meets a client. */
export interface ServerKeys {
  readonly staticKey: KeyPair
  readonly ephemeral: KeyPair
  readonly certificates: Buffer
}

/** One client's WebSocket: handshake first, then stanzas both ways. */
export class ClientConnection {
  /** Milliseconds every frame is held back. */
  delayMs = 0
  /** While true nothing is sent any more, though the socket stays open. */
  silent = false
  readonly #socket: WebSocket
  readonly #keys: ServerKeys
  readonly #owner: ConnectionOwner
  readonly #clock: Clock
  readonly #frames = new FrameReader()
  #handshake: Handshake | undefined
  #transport: Transport | undefined
  #reading = Promise.resolve()
  #writing = Promise.resolve()
  #waiting = 0
  #ended: string | undefined

  constructor(socket: WebSocket, keys: ServerKeys, owner: ConnectionOwner, clock: Clock) {
    this.#socket = socket
    this.#keys = keys
    this.#owner = owner
    this.#clock = clock
    socket.on('message', (data) => {
      const bytes = asBuffer(data)
      this.#reading = this.#reading
        .then(() => this.#take(bytes))
        .catch((error: unknown) => {
          process.stderr.write(`simulator: connection cut: ${messageOf(error)}\n`)
          this.drop(messageOf(error))
        })
    })
    socket.on('error', () => this.drop('the socket failed'))
    socket.on('close', () => this.#finish('the client went away'))
  }

  get open(): boolean {
    return this.#ended === undefined
  }

  /** Sends a stanza, or drops it silently when the connection is silent or has ended. */
  send(stanza: Node): void {
    if (!this.open || this.silent) return
    this.#inTurn(() => {
      if (!this.#transport || this.#socket.readyState !== this.#socket.OPEN || this.silent) return
      this.#socket.send(frame(this.#transport.seal(encodeNode(stanza))))
    })
  }

  /** Sends a last stanza, if there is one, and closes once it is out. */
  end(reason: string, last?: Node): void {
    if (!this.open) return
    if (last) this.send(last)
    this.#finish(reason)
    this.#inTurn(() => {
      void this.#clock.sleep(FLUSH_MS).then(() => this.#socket.close())
    })
  }

  /** Cuts the TCP connection at once. */
  drop(reason: string): void {
    this.#finish(reason)
    this.#socket.terminate()
  }

  #finish(reason: string): void {
    if (this.#ended !== undefined) return
    this.#ended = reason
    this.#owner.closed(this, reason)
  }

  #inTurn(write: () => void): void {
    if (this.delayMs === 0 && this.#waiting === 0) return write()
    const due = this.#clock.now() + this.delayMs
    this.#waiting += 1
    this.#writing = this.#writing.then(async () => {
      await this.#clock.sleep(Math.max(0, due - this.#clock.now()))
      this.#waiting -= 1
      write()
    })
  }

  async #take(bytes: Buffer): Promise<void> {
    for (const body of this.#frames.push(bytes)) {
      if (!this.open) return
      if (this.#transport) {
        this.#owner.received(this, await decodeNode(this.#transport.open(body)))
      } else this.#greet(body)
    }
  }

  #greet(body: Buffer): void {
    const { intro } = this.#frames
    if (!intro) return
    if (intro.dictionary !== DICTIONARY) {
      throw new Error(`the client speaks dictionary ${intro.dictionary}, not ${DICTIONARY}`)
    }
    if (!this.#handshake) {
      this.#handshake = new Handshake(intro.bytes, this.#keys.staticKey, this.#keys.ephemeral)
      this.#socket.send(frame(this.#handshake.answerHello(body, this.#keys.certificates)))
      return
    }
    const { clientKey, payload, transport } = this.#handshake.finish(body)
    this.#transport = transport
    this.#owner.opened(this, {
      noiseKey: clientKey,
      payload: proto.ClientPayload.decode(payload),
    })
  }
}

function asBuffer(data: Buffer | ArrayBuffer | readonly Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data
  return data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.concat(data)
}
