import { e164 } from '../accounts/account.ts'
import type { Device } from '../accounts/account.ts'
import type { KeyUpload } from '../accounts/bundles.ts'
import { bundleNodes } from '../phones/receipts.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, bigEndian, child, childBytes, childNumber, children, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import type { IqHandler, IqQuestion } from './iq-handler.ts'

const KEY_TYPE = Buffer.from([5])
const BAD_REQUEST = { code: 400, text: 'bad-request' }

const count: IqHandler = (question) => {
  const device = deviceOf(question)
  if (!device) return BAD_REQUEST
  return [el('count', { value: question.network.bundles.count(device) })]
}

const digest: IqHandler = (question) => {
  const device = deviceOf(question)
  if (!device) return BAD_REQUEST
  return [
    el('digest', {}, [
      el('registration', {}, bigEndian(device.registrationId, 4)),
      el('type', {}, KEY_TYPE),
      el('identity', {}, device.identity),
    ]),
  ]
}

/** Hands out bundles: one one-time prekey less for each device asked for. */
const bundles: IqHandler = ({ network, request }) => {
  const users = children(request, 'user').map((user): Node => {
    const jid = attr(user, 'jid') ?? ''
    const parsed = parseJid(jid)
    const account = network.directory.accountAt(parsed)
    const bundle = account && parsed && network.bundles.take(account, parsed.device)
    if (!bundle) return el('user', { jid }, [el('error', { code: 404, text: 'item-not-found' })])
    const t = Math.floor(network.clock.now() / 1000)
    return el('user', { jid, t }, [
      el('registration', {}, bigEndian(bundle.registrationId, 4)),
      el('type', {}, KEY_TYPE),
      ...bundleNodes(bundle),
    ])
  })
  return [el('list', {}, users)]
}

const upload: IqHandler = (question) => {
  const { network, iq } = question
  const device = deviceOf(question)
  const keys = readUpload(iq)
  if (!device || !keys) return BAD_REQUEST
  const problem = network.transaction(() => network.bundles.upload(device, keys))
  if (problem) return { code: 406, text: problem }
  network.events.report({
    type: 'prekeys',
    phone: e164(device.phone),
    device: device.id,
    left: network.bundles.count(device),
    uploaded: keys.preKeys.length,
  })
  return []
}

const rotate: IqHandler = (question) => {
  const device = deviceOf(question)
  const signedPreKey = readSignedPreKey(question.request)
  if (!device || !signedPreKey) return BAD_REQUEST
  const problem = question.network.bundles.rotate(device, signedPreKey)
  return problem ? { code: 406, text: problem } : []
}

export const ENCRYPT: Readonly<Record<string, IqHandler>> = {
  'encrypt get count': count,
  'encrypt get digest': digest,
  'encrypt get key': bundles,
  'encrypt set registration': upload,
  'encrypt set rotate': rotate,
}

const deviceOf = ({ network, line }: IqQuestion): Device | undefined =>
  line && network.directory.device(line.phone, line.device)

function readUpload(iq: Node): KeyUpload | undefined {
  const identity = childBytes(iq, 'identity')
  const registrationId = childNumber(iq, 'registration')
  const signedPreKey = readSignedPreKey(iq)
  if (!identity || registrationId === undefined || !signedPreKey) return undefined
  const preKeys = children(child(iq, 'list'), 'key').flatMap((key) => {
    const [id, value] = [childNumber(key, 'id'), childBytes(key, 'value')]
    return id !== undefined && value?.length === 32 ? [{ id, value }] : []
  })
  return { identity, registrationId, signedPreKey, preKeys }
}

function readSignedPreKey(parent: Node | undefined): KeyUpload['signedPreKey'] | undefined {
  const skey = child(parent, 'skey')
  const [id, value] = [childNumber(skey, 'id'), childBytes(skey, 'value')]
  const signature = childBytes(skey, 'signature')
  return id === undefined || !value || !signature ? undefined : { id, value, signature }
}
