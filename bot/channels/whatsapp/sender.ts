import type { BinaryNode } from '@whiskeysockets/baileys'
import type { Clock } from '../../../common/kit/clock.ts'
import { messageOf } from '../../../common/kit/errors.ts'
import { SendError } from '../channel.ts'
import type { ChannelMessage, SendReceipt } from '../channel.ts'
import type { GroupDesk } from './group-desk.ts'
import { isGroup, parseJid, withoutDevice } from './jid.ts'
import type { Resolver } from './resolver.ts'
import type { Baileys, WASocket } from './socket.ts'
import type { Written } from './write.ts'
import { openUnmappedSessions } from './unmapped-sessions.ts'

/** How long the server may take to confirm a message, in milliseconds. */
const ACK_TIMEOUT = 20_000

interface Desks {
  /** Makes what WhatsApp carries, for the address that it goes to. */
  readonly write: (address: string) => Promise<Written>
  readonly groups: Pick<GroupDesk, 'of' | 'changed'>
}

interface Waiting {
  readonly accepted: () => void
  readonly failed: (error: SendError) => void
}

/** Sends messages and waits for the server's word; a written message proves nothing. */
export class Sender {
  readonly #clock: Clock
  readonly #resolver: Pick<Resolver, 'addressOf'>
  readonly #waiting = new Map<string, Waiting>()

  constructor(clock: Clock, resolver: Pick<Resolver, 'addressOf'>) {
    this.#clock = clock
    this.#resolver = resolver
  }

  /** @throws {SendError} */
  async send(
    baileys: Baileys,
    socket: WASocket,
    message: Pick<ChannelMessage, 'id' | 'address' | 'phone'>,
    { write, groups }: Desks,
  ): Promise<SendReceipt> {
    const address = message.address ?? (await this.#addressOf(socket, message))
    const written = await write(address)
    const devices = isGroup(address)
      ? await insistOnMembers(socket, groups, address)
      : await insistOnRecipients(socket, address)
    await asking(() => openUnmappedSessions(baileys, socket, devices))
    const confirmed = this.#confirmation(message.id)
    // It may fail while the message is still being written, with nobody listening yet.
    confirmed.catch(() => undefined)
    try {
      await socket.relayMessage(address, written.message, {
        ...written.around,
        messageId: message.id,
      })
    } catch (error) {
      this.#settle(message.id)?.failed(failureOf(socket, error))
    }
    await confirmed.catch((error: unknown) => {
      // Its members may not be those that it was encrypted for.
      groups.changed(address)
      throw error
    })
    return { address }
  }

  /**
   * The server's ack node.
   * @returns what it says of a message for which nobody waits any more
   */
  onAck(stanza: BinaryNode): { id: string; refused: string | undefined } | undefined {
    const { id, error } = stanza.attrs
    if (id === undefined) return undefined
    const refused = error === undefined ? undefined : refusal(error)
    const waiting = this.#settle(id)
    if (!waiting) return { id, refused }
    if (refused === undefined) waiting.accepted()
    else waiting.failed(new SendError('rejected', refused))
    return undefined
  }

  /** What was not confirmed on this connection will not be confirmed any more. */
  onClose(): void {
    for (const waiting of this.#waiting.values()) {
      waiting.failed(new SendError('unknown', 'connection_lost'))
    }
    this.#waiting.clear()
  }

  async #addressOf(socket: WASocket, { phone }: Pick<ChannelMessage, 'phone'>): Promise<string> {
    if (phone === null) throw new SendError('rejected', 'no_address')
    return await this.#resolver.addressOf(socket, phone)
  }

  async #confirmation(id: string): Promise<void> {
    const over = new AbortController()
    const confirmed = new Promise<void>((resolve, reject) => {
      this.#waiting.set(id, { accepted: resolve, failed: reject })
    })
    void this.#clock.sleep(ACK_TIMEOUT, over.signal).then(
      () => this.#settle(id)?.failed(new SendError('unknown', 'no_ack')),
      () => undefined,
    )
    try {
      await confirmed
    } finally {
      over.abort()
    }
  }

  #settle(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }
}

/** 463: the account may not write to this person. 479: the stanza or its sessions are bad. */
const refusal = (code: string): string =>
  code === '463' ? 'restricted_463' : `refused_${code.replaceAll(/\W/g, '')}`

/**
 * Without an answer about devices Baileys writes a stanza for nobody and calls it sent. The answer
 * stays in the cache from which Baileys then takes it.
 * @returns the recipient's devices and the account's own
 */
async function insistOnRecipients(socket: WASocket, address: string): Promise<readonly string[]> {
  const isLid = parseJid(address)?.server === 'lid'
  const me = isLid ? socket.user?.lid : socket.user?.id
  const asked = me === undefined ? [address] : [withoutDevice(me), address]
  const devices = await asking(() => socket.getUSyncDevices(asked, true, false))
  const user = parseJid(address)?.user
  if (!devices?.some((device) => device.user === user)) {
    throw new SendError('unsent', 'no_devices')
  }
  return devices.map(({ jid }) => jid)
}

/** The same for a group: the devices of its members. Baileys takes both answers from their caches. */
async function insistOnMembers(
  socket: WASocket,
  groups: Desks['groups'],
  address: string,
): Promise<readonly string[]> {
  const { participants } = await groups.of(socket, address)
  const asked = participants.map(({ id }) => id)
  const devices = await asking(() => socket.getUSyncDevices(asked, true, false))
  if (!devices?.length) throw new SendError('unsent', 'no_devices')
  return devices.map(({ jid }) => jid)
}

async function asking<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query()
  } catch (error) {
    throw new SendError('unsent', 'no_answer', { cause: error })
  }
}

function failureOf(socket: WASocket, error: unknown): SendError {
  if (messageOf(error) === 'All encryptions failed') {
    return new SendError('unsent', 'no_session', { cause: error })
  }
  return new SendError('unknown', socket.ws.isOpen ? 'send_failed' : 'connection_lost', {
    cause: error,
  })
}
