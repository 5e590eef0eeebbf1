import type { Network } from '../network.ts'
import type { ClientConnection } from '../wire/client-connection.ts'
import { SERVICE } from '../wire/jid.ts'
import { attr, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { takeAck } from './ack.ts'
import { answerIq } from './iq.ts'
import { takeMessage } from './message.ts'
import { takeChatState, takePresence } from './presence.ts'
import { takeReceipt } from './receipt.ts'
import { reportUnknown } from './unknown.ts'

/** What a client also says while it is being linked, and what needs no answer then. */
const BEFORE_LOGIN = ['ack', 'presence']

/** Deals with one stanza of a client. What it does not know is answered and reported loudly. */
export function receive(network: Network, connection: ClientConnection, stanza: Node): void {
  if (network.pairing.received(connection, stanza)) return
  const line = network.connections.lineOf(connection)
  if (stanza.tag === 'iq') return answerIq(network, connection, line, stanza)
  if (stanza.tag === 'ib') return
  if (!line) {
    if (!BEFORE_LOGIN.includes(stanza.tag)) reportUnknown(network, undefined, stanza)
    return
  }
  switch (stanza.tag) {
    case 'message':
      return takeMessage(network, line, stanza)
    case 'receipt':
      return takeReceipt(network, line, stanza)
    case 'ack':
      return takeAck(network, line, stanza)
    case 'presence':
      return takePresence(network, line, stanza)
    case 'chatstate':
      return takeChatState(network, line, stanza)
    default:
      reportUnknown(network, line, stanza)
      answerUnknown(connection, stanza)
  }
}

function answerUnknown(connection: ClientConnection, stanza: Node): void {
  const id = attr(stanza, 'id')
  if (id === undefined) return
  connection.send(el('ack', { class: stanza.tag, id, from: attr(stanza, 'to') ?? SERVICE }))
}
