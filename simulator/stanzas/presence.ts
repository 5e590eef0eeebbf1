import { e164 } from '../accounts/account.ts'
import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, children } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'

/** Baileys sometimes sends a presence without a type; it names itself then. */
export function takePresence({ events }: Network, { phone, device }: Line, stanza: Node): void {
  const state = attr(stanza, 'type') ?? 'named'
  events.report({ type: 'presence', phone: e164(phone), device, state })
}

/** A companion types: `composing`, `recording` or `paused`. */
export function takeChatState({ events, directory }: Network, line: Line, stanza: Node): void {
  const account = directory.accountAt(parseJid(attr(stanza, 'to')))
  const [state] = children(stanza)
  if (!account || !state) return
  events.report({
    type: 'typing',
    phone: e164(account.phone),
    from: e164(line.phone),
    fromDevice: line.device,
    state: attr(state, 'media') === 'audio' ? 'recording' : state.tag,
  })
}
