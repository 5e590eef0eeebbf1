import type { BinaryNode } from '@whiskeysockets/baileys'
import type { Delivery } from '../../../common/domain/message.ts'

/** Receipts by their type. Others (`retry`, `sender`, `read-self`…) say nothing of the contact. */
const DELIVERIES: Readonly<Record<string, Delivery>> = {
  '': 'delivered',
  inactive: 'delivered',
  read: 'read',
  played: 'played',
}

/**
 * What a receipt says of our messages, by their ids alone: it may come from a LID although the
 * message went to a phone number. Of a group, the first member that has a message counts.
 */
export function outcomeOf(
  stanza: BinaryNode,
): { readonly ids: readonly string[]; readonly delivery: Delivery } | undefined {
  const { id, type, recipient } = stanza.attrs
  const delivery = DELIVERIES[type ?? '']
  // With a recipient it is one of our own devices that has read a contact's message.
  if (delivery === undefined || id === undefined || recipient !== undefined) return undefined
  return { ids: [id, ...listedIds(stanza), ...groupedIds(stanza)], delivery }
}

/** What several members of a group have got may be told in one, by message. */
function groupedIds(stanza: BinaryNode): readonly string[] {
  if (!Array.isArray(stanza.content)) return []
  return stanza.content
    .filter((child) => child.tag === 'participants')
    .map((members) => members.attrs['key'])
    .filter((id) => id !== undefined)
}

function listedIds(stanza: BinaryNode): readonly string[] {
  if (!Array.isArray(stanza.content)) return []
  return stanza.content
    .filter((child) => child.tag === 'list')
    .flatMap((list) => (Array.isArray(list.content) ? list.content : []))
    .map((item) => item.attrs['id'])
    .filter((id) => id !== undefined)
}
