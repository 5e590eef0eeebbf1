import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import type { ClientConnection } from '../wire/client-connection.ts'
import { SERVICE } from '../wire/jid.ts'
import { attr, children, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { ENCRYPT } from './iq-encrypt.ts'
import { GROUPS } from './iq-groups.ts'
import type { IqHandler, IqRefusal } from './iq-handler.ts'
import { MEMBERSHIP } from './iq-membership.ts'
import { SETTINGS } from './iq-settings.ts'
import { answerUsync } from './iq-usync.ts'
import { reportUnknown } from './unknown.ts'

/** Every question a client is known to ask, as `xmlns type first-child`, later parts left out. */
const HANDLERS: Readonly<Record<string, IqHandler>> = {
  ...ENCRYPT,
  ...GROUPS,
  ...MEMBERSHIP,
  ...SETTINGS,
  'usync get': answerUsync,
}

/** Answers a question of a client; its answers to the service's own questions need nothing. */
export function answerIq(
  network: Network,
  connection: ClientConnection,
  line: Line | undefined,
  iq: Node,
): void {
  const type = attr(iq, 'type') ?? 'get'
  if (type === 'result' || type === 'error') return
  const handler = handlerOf(iq, type)
  if (!handler) reportUnknown(network, line, iq)
  const answer = handler?.({ network, connection, line, iq, request: children(iq)[0] })
  connection.send(reply(iq, answer ?? []))
}

function handlerOf(iq: Node, type: string): IqHandler | undefined {
  const xmlns = attr(iq, 'xmlns') ?? ''
  const [first] = children(iq)
  return (
    HANDLERS[`${xmlns} ${type} ${first?.tag ?? ''}`] ??
    HANDLERS[`${xmlns} ${type}`] ??
    HANDLERS[xmlns]
  )
}

function reply(iq: Node, answer: readonly Node[] | IqRefusal): Node {
  const to = attr(iq, 'to') ?? SERVICE
  // Baileys reads the service's address without its @, but compares with it.
  const from = to === 's.whatsapp.net' ? SERVICE : to
  const id = attr(iq, 'id')
  if ('code' in answer) {
    const error = el('error', { code: answer.code, text: answer.text })
    return el('iq', { from, type: 'error', id }, [error])
  }
  return el('iq', { from, type: 'result', id }, answer.length > 0 ? [...answer] : undefined)
}
