import type { BinaryNode } from '@whiskeysockets/baileys'
import type { ChannelEvents } from '../channel.ts'
import type { GroupDesk } from './group-desk.ts'
import { askForLimits, hearLimits, RESTRICTED } from './limits.ts'
import type { Link } from './link.ts'
import { outcomeOf } from './receipt.ts'
import type { Sender } from './sender.ts'
import type { WASocket } from './socket.ts'
import { standBefore } from './stanzas.ts'
import type { Upkeep } from './upkeep.ts'
import type { Watchdog } from './watchdog.ts'

export interface Listeners {
  readonly link: Pick<Link, 'demandPasskey'>
  readonly upkeep: Pick<Upkeep, 'replay'>
  readonly watchdog: Pick<Watchdog, 'heard'>
  readonly groups: Pick<GroupDesk, 'changed'>
}

export interface ListenParts {
  readonly events: Pick<ChannelEvents, 'progress' | 'limited'>
  readonly sender: Pick<Sender, 'onAck'>
  /** Undefined before the channel runs and after it has ended. */
  running(): Listeners | undefined
  failed(error: Error): void
}

/** Seen in public reports since June 2026, when an account wants a passkey to link a device. */
const PASSKEY_DEMANDS: ReadonlySet<string> = new Set([
  'passkey_prologue_request',
  'crsc_continuation',
])

/** Somebody joined or left a group, or it has another name. */
const GROUP_NEWS = 'w:gp2'

/** What the server hands over; all else is an answer to something that was asked. */
const DELIVERED = ['message', 'receipt', 'notification', 'call'] as const

/** Passes on what a new connection brings, but for messages: those go through the journal. */
export function listenTo(socket: WASocket, parts: ListenParts): void {
  const { events, sender } = parts
  const tell = async (told: Promise<void> | undefined): Promise<boolean> => {
    try {
      await told
      return true
    } catch (error) {
      parts.failed(error instanceof Error ? error : new Error(String(error)))
      return false
    }
  }
  socket.ev.on('connection.update', ({ receivedPendingNotifications }) => {
    if (receivedPendingNotifications) void tell(parts.running()?.upkeep.replay(socket))
  })
  for (const tag of DELIVERED) {
    socket.ws.on(`CB:${tag}`, () => parts.running()?.watchdog.heard())
  }
  socket.ws.on('CB:notification', ({ attrs }: BinaryNode) => {
    const { type = '', from } = attrs
    if (PASSKEY_DEMANDS.has(type)) parts.running()?.link.demandPasskey(socket)
    if (type === GROUP_NEWS && from !== undefined) parts.running()?.groups.changed(from)
  })
  hearLimits(socket, (limit) => {
    if (parts.running()) void tell(events.limited(limit))
  })
  socket.ws.on('CB:ack,class:message', (stanza: BinaryNode) => {
    if (stanza.attrs['error'] === RESTRICTED) askForLimits(socket)
    const ack = sender.onAck(stanza)
    if (!ack) return
    const delivery = ack.refused === undefined ? 'sent' : 'failed'
    void tell(events.progress([ack.id], delivery, ack.refused))
  })
  // Stored before Baileys acknowledges it: the server forgets it then.
  standBefore(socket.ws, 'CB:receipt', (stanza) => {
    const outcome = outcomeOf(stanza)
    return outcome && tell(events.progress(outcome.ids, outcome.delivery))
  })
}
