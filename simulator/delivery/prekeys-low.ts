import type { Clock } from '../../common/kit/clock.ts'
import { e164 } from '../accounts/account.ts'
import type { Device } from '../accounts/account.ts'
import type { EventLog } from '../events.ts'
import type { Random } from '../random.ts'
import { SERVICE } from '../wire/jid.ts'
import { el } from '../wire/node.ts'
import type { Mailboxes } from './mailboxes.ts'

const MARK = 'prekeys-'

/** Tells a device that its prekeys run out, unless it has been told and has not answered yet. */
export function askForPrekeys(
  {
    mailboxes,
    clock,
    random,
    events,
  }: { mailboxes: Mailboxes; clock: Clock; random: Random; events: EventLog },
  device: Device,
  left: number,
): void {
  // Before its first login a device has none at all; it uploads them without being told.
  if (!device.bootstrapped) return
  if (mailboxes.waiting(device.phone, device.id, 'notification', MARK)) return
  const id = `${MARK}${random.bytes(6).toString('hex')}`
  const attributes = { from: SERVICE, type: 'encrypt', id, t: Math.floor(clock.now() / 1000) }
  const notification = el('notification', attributes, [el('count', { value: left })])
  mailboxes.post(device.phone, device.id, 'notification', id, notification)
  events.report({ type: 'prekeys-low', phone: e164(device.phone), device: device.id, left })
}
