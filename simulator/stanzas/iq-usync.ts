import type { Account } from '../accounts/account.ts'
import { addressOf } from '../accounts/account.ts'
import type { Network } from '../network.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, bytesOf, child, childBytes, children, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import type { IqHandler } from './iq-handler.ts'

/** Who has an account, under which hidden id, with which devices. */
export const answerUsync: IqHandler = ({ network, request }) => {
  const asked = children(child(request, 'query')).map(({ tag }) => tag)
  const users = children(child(request, 'list'), 'user').map((user) =>
    answerUser(network, user, asked),
  )
  const { context, mode, sid, last, index } = request?.attrs ?? {}
  return [
    el('usync', { context, mode, sid, last, index }, [
      el(
        'result',
        {},
        asked.map((tag) => el(tag)),
      ),
      el('list', {}, users),
    ]),
  ]
}

function answerUser(network: Network, user: Node, asked: readonly string[]): Node {
  const number = bytesOf(child(user, 'contact'))?.toString().replaceAll(/\D/g, '')
  const jid = attr(user, 'jid')
  const parsed = parseJid(jid)
  const digits = number ?? (parsed?.server === 'lid' ? undefined : parsed?.user)
  const account =
    digits === undefined
      ? network.directory.accountAt(parsed)
      : network.directory.accountByAnySpelling(digits)
  const found = jid ?? (account ? addressOf(account, 'pn') : `${digits ?? ''}@s.whatsapp.net`)
  const parts = asked.flatMap((tag) => answerPart(network, tag, account, user))
  return el('user', { jid: found }, parts)
}

function answerPart(
  { directory, faults }: Network,
  tag: string,
  account: Account | undefined,
  user: Node,
): Node[] {
  switch (tag) {
    case 'contact':
      return [el('contact', { type: account ? 'in' : 'out' }, childBytes(user, 'contact'))]
    case 'devices':
      return [
        devicesOf(account, account ? directory.devices(account.phone).map(({ id }) => id) : []),
      ]
    case 'lid':
      return account && !faults.standing('late-lid', account.phone)
        ? [el('lid', { val: addressOf(account, 'lid') })]
        : []
    case 'status':
      return [el('status', { t: 0 })]
    case 'disappearing_mode':
      return [el('disappearing_mode', { duration: 0, t: 0 })]
    default:
      return []
  }
}

/** A companion without its key index would be ignored. */
function devicesOf(account: Account | undefined, ids: readonly number[]): Node {
  const devices = ids.map((id) => el('device', { id, 'key-index': id }))
  const list = account ? [el('device', { id: 0 }), ...devices] : []
  return el('devices', {}, [el('device-list', {}, list), el('key-index-list', { ts: 0 })])
}
