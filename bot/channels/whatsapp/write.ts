import type { BinaryNode, proto } from '@whiskeysockets/baileys'
import { mediaOf } from '../../../common/contracts/content/content.ts'
import type { ChannelMessage } from '../channel.ts'
import { parseJid, withoutDevice } from './jid.ts'
import { toWhatsApp } from './outbound.ts'
import type { Creds, WASocket } from './socket.ts'
import type { Upload } from './upload.ts'

/** A message, and what stands around it in its stanza. */
export interface Written {
  readonly message: proto.IMessage
  readonly around: {
    readonly additionalAttributes?: Record<string, string>
    readonly additionalNodes?: BinaryNode[]
  }
}

/**
 * Makes what WhatsApp carries of a message, its bytes brought to the media host before.
 * @param address where it goes
 * @param socket undefined when it was sent before
 * @throws {SendError}
 */
export async function writeMessage(
  message: ChannelMessage,
  address: string,
  { me, advSecretKey: secret }: Creds,
  upload: Upload,
  socket?: WASocket,
): Promise<Written> {
  const isByNumber = parseJid(address)?.server === 's.whatsapp.net'
  const own = isByNumber ? me?.id : (me?.lid ?? me?.id)
  const { content } = message
  const media = mediaOf(content)
  const file = media && (await upload({ id: message.id, ...media }, socket))
  const setting = { address, me: own && withoutDevice(own), secret, file }
  return { message: toWhatsApp(message, setting), around: aroundOf(content) }
}

/** As WhatsApp's own clients mark them. */
function aroundOf({ type }: ChannelMessage['content']): Written['around'] {
  if (type === 'edit') return { additionalAttributes: { edit: '1' } }
  if (type === 'revoke') return { additionalAttributes: { edit: '7' } }
  if (type !== 'poll') return {}
  return { additionalNodes: [{ tag: 'meta', attrs: { polltype: 'creation' } }] }
}
