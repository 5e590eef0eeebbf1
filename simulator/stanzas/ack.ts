import { e164 } from '../accounts/account.ts'
import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import { attr } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'

/** A client confirms a receipt or a notification, or refuses a message. */
export function takeAck({ mailboxes, events }: Network, line: Line, stanza: Node): void {
  const id = attr(stanza, 'id') ?? ''
  const kind = attr(stanza, 'class')
  if (kind === 'receipt' || kind === 'notification') {
    mailboxes.confirm(line, kind, id)
    return
  }
  if (kind !== 'message') return
  const error = attr(stanza, 'error')
  if (error === undefined) {
    mailboxes.confirm(line, 'message', id)
    return
  }
  mailboxes.confirmByError(line, id)
  events.report({ type: 'rejected', phone: e164(line.phone), device: line.device, id, error })
}
