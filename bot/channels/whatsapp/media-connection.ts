import type { BinaryNode } from '@whiskeysockets/baileys'
import { MediaError } from '../media.ts'
import type { MediaConnection } from './media-transfer.ts'
import type { WASocket } from './socket.ts'

/** Another one is asked for this long before the old one ends, in milliseconds. */
const MARGIN = 60_000

interface Known {
  readonly connection: MediaConnection
  /** Milliseconds since the epoch. */
  readonly until: number
}

/**
 * Where files go just now, asked of WhatsApp once in its time. Baileys' own answer, once it has
 * failed, fails for as long as the connection lasts.
 */
export class MediaConnections {
  readonly #protocol: MediaConnection['protocol']
  readonly #now: () => number
  readonly #known = new WeakMap<WASocket, Known>()

  /** @param url of the WebSocket, if it is not WhatsApp's own */
  constructor(url: string | undefined, now: () => number) {
    this.#protocol = url?.startsWith('ws:') ? 'http:' : 'https:'
    this.#now = now
  }

  /**
   * @param socket undefined while there is no connection
   * @throws {MediaError} `later`
   */
  async of(socket: WASocket | undefined): Promise<MediaConnection> {
    if (!socket) throw new MediaError('later', 'not_connected')
    const known = this.#known.get(socket)
    if (known && known.until > this.#now()) return known.connection
    const asked = await this.#ask(socket)
    this.#known.set(socket, asked)
    return asked.connection
  }

  /** The last answer is no good any more. */
  forget(socket: WASocket | undefined): void {
    if (socket) this.#known.delete(socket)
  }

  async #ask(socket: WASocket): Promise<Known> {
    try {
      const answer: unknown = await socket.query({
        tag: 'iq',
        attrs: { type: 'set', xmlns: 'w:m', to: '@s.whatsapp.net' },
        content: [{ tag: 'media_conn', attrs: {} }],
      })
      const node = childrenOf(answer).find(({ tag }) => tag === 'media_conn')
      const hosts = childrenOf(node).flatMap(({ tag, attrs }) =>
        tag === 'host' && attrs['hostname'] ? [attrs['hostname']] : [],
      )
      const seconds = Number(node?.attrs['ttl']) || 0
      return {
        connection: { hosts, auth: node?.attrs['auth'] ?? '', protocol: this.#protocol },
        until: this.#now() + Math.max(MARGIN, seconds * 1000 - MARGIN),
      }
    } catch (error) {
      throw new MediaError('later', 'no_media_connection', { cause: error })
    }
  }
}

function childrenOf(node: unknown): readonly BinaryNode[] {
  const isNode = typeof node === 'object' && node !== null && 'content' in node
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Baileys' own decoder made it
  return isNode && Array.isArray(node.content) ? (node.content as BinaryNode[]) : []
}
