import type { GroupMetadata } from '@whiskeysockets/baileys'
import type { Clock } from '../../../common/kit/clock.ts'
import { SendError } from '../channel.ts'
import type { ChannelIdentity } from '../channel.ts'
import { boundedCache } from './bounded-cache.ts'
import { identityOf } from './jid.ts'
import type { WASocket } from './socket.ts'

const MINUTE = 60_000
/** WhatsApp limits how often it tells of groups; of each change it tells by itself. */
const KEPT = { entries: 200, ms: 60 * MINUTE }
/** What WhatsApp answers about groups of others, and of nobody. */
const CLOSED: ReadonlySet<unknown> = new Set([401, 403, 404])
const LATER = ['unsent', 'no_answer'] as const
/** How long the name of a group is believed. */
const NAMED = { entries: 1000, ms: 12 * 60 * MINUTE }

type Asked = Pick<WASocket, 'groupMetadata'>

export interface GroupDeskParts {
  readonly clock: Clock
  /** Undefined while there is no connection. */
  socket(): Asked | undefined
  named(group: ChannelIdentity, name: string): Promise<void>
}

/** What WhatsApp tells of groups: who is in them, and what they are called. */
export class GroupDesk {
  readonly #parts: GroupDeskParts
  readonly #known
  readonly #named

  constructor(parts: GroupDeskParts) {
    this.#parts = parts
    this.#known = boundedCache(parts.clock, KEPT)
    this.#named = boundedCache(parts.clock, NAMED)
  }

  /** A group as it was told lately; Baileys takes from here whom a message goes to. */
  readonly known = async (address: string): Promise<GroupMetadata | undefined> =>
    await this.#known.get<GroupMetadata>(address)

  /**
   * The group, asked for if it is not known.
   * @throws {SendError} `rejected` when we are not in it
   */
  async of(socket: Asked, address: string): Promise<GroupMetadata> {
    const known = await this.known(address)
    if (known) return known
    try {
      const group = await socket.groupMetadata(address)
      await this.#known.set(address, group)
      return group
    } catch (error) {
      const isClosed = CLOSED.has(codeOf(error))
      const [fate, reason] = isClosed ? (['rejected', 'not_in_group'] as const) : LATER
      throw new SendError(fate, reason, { cause: error })
    }
  }

  /** Something was written in a group: its name is learned, if it is not known. */
  seen(address: string): void {
    if (this.#named.get(address) !== undefined) return
    void this.#named.set(address, true)
    // What does not get through now is asked for again when the next message comes.
    void this.#learn(address).catch(() => this.#named.del(address))
  }

  /** A group is not what it was. */
  changed(address: string): void {
    void this.#known.del(address)
    void this.#named.del(address)
  }

  async #learn(address: string): Promise<void> {
    const socket = this.#parts.socket()
    if (!socket) throw new Error('not connected')
    const group = await this.of(socket, address)
    const identity = identityOf(address)
    if (identity && group.subject) await this.#parts.named(identity, group.subject)
  }
}

/** Baileys' errors are Boom objects; the code of an answer stands in `data`. */
const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'data' in error ? error.data : undefined
