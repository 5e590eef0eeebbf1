import { addressOf } from '../accounts/account.ts'
import type { Account } from '../accounts/account.ts'
import { groupJid } from '../accounts/groups.ts'
import type { Group } from '../accounts/groups.ts'
import type { Addressing } from '../wire/jid.ts'

/** Attributes of a message that say who wrote it, as the receiving device gets them. */
export type Envelope = Readonly<Record<string, string>>

/**
 * From somebody else.
 * @param known false: the receiver is not told the sender's other address
 */
export function fromOther(sender: Account, device: number, known: boolean): Envelope {
  const mode = sender.addressing
  return {
    from: addressOf(sender, mode, device),
    addressing_mode: mode,
    ...(known && otherAddress(`sender_${opposite(mode)}`, sender, opposite(mode))),
    notify: sender.name,
  }
}

/** From another device of the receiver's own account, out of its chat with somebody. */
export function fromSelf(account: Account, device: number, chat: Account): Envelope {
  const mode = chat.addressing
  return {
    from: addressOf(account, mode, device),
    recipient: addressOf(chat, mode),
    addressing_mode: mode,
    ...otherAddress(`peer_recipient_${opposite(mode)}`, chat, opposite(mode)),
    notify: account.name,
  }
}

/**
 * From a member of a group.
 * @param known false: the receiver is not told the writer's other address
 */
export function fromGroup(group: Group, writer: Account, device: number, known: boolean): Envelope {
  const mode = group.addressing
  return {
    from: groupJid(group),
    participant: addressOf(writer, mode, device),
    addressing_mode: mode,
    ...(known && otherAddress(`participant_${opposite(mode)}`, writer, opposite(mode))),
    notify: writer.name,
  }
}

/** From the own phone to its companion, about the account itself. */
export const fromPhone = (account: Account): Envelope => ({
  from: addressOf(account, 'pn'),
  category: 'peer',
  notify: account.name,
})

const opposite = (addressing: Addressing): Addressing => (addressing === 'pn' ? 'lid' : 'pn')

const otherAddress = (name: string, account: Account, addressing: Addressing) => ({
  [name]: addressOf(account, addressing),
})
