import { e164 } from '../accounts/account.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, child, children } from '../wire/node.ts'
import type { IqHandler } from './iq-handler.ts'
import { becomeActive, unlink } from './login.ts'

const activate: IqHandler = ({ network, line }) => {
  const device = line && network.directory.device(line.phone, line.device)
  // The answer has to be on its way before the first stanza that waited.
  if (line && device) setImmediate(() => void becomeActive(network, line, device))
  return []
}

const linkByCode: IqHandler = ({ network, connection, request }) => {
  if (!request || attr(request, 'stage') !== 'companion_hello') return []
  return network.pairing.codeHello(connection, request)
}

const unlinkSelf: IqHandler = ({ network, line }) => {
  const device = line && network.directory.device(line.phone, line.device)
  if (device) setImmediate(() => unlink(network, device, 'companion'))
  return []
}

/** A companion lets a contact answer it. */
const giveTokens: IqHandler = ({ network, line, iq }) => {
  for (const token of children(child(iq, 'tokens'), 'token')) {
    const account = network.directory.accountAt(parseJid(attr(token, 'jid')))
    if (!account || !line) continue
    const { phone, device } = line
    network.events.report({ type: 'token', phone: e164(phone), device, to: e164(account.phone) })
  }
  return []
}

/** Logging in, linking, unlinking, and who may write to whom. */
export const MEMBERSHIP: Readonly<Record<string, IqHandler>> = {
  'passive set active': activate,
  'passive set passive': () => [],
  'md set link_code_companion_reg': linkByCode,
  'md set remove-companion-device': unlinkSelf,
  'privacy set tokens': giveTokens,
}
