import type { proto } from '@whiskeysockets/baileys'
import { mediaOf } from '../../../common/contracts/content/content.ts'
import type { ChannelMessage } from '../channel.ts'
import { parseJid, withoutDevice } from './jid.ts'
import { toWhatsApp } from './outbound.ts'
import type { Creds, WASocket } from './socket.ts'
import type { Upload } from './upload.ts'

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
  upload: Upload | undefined,
  socket?: WASocket,
): Promise<proto.IMessage> {
  const own = parseJid(address)?.server === 'lid' ? me?.lid : me?.id
  const media = mediaOf(message.content)
  const file = media && (await upload?.({ id: message.id, ...media }, socket))
  return toWhatsApp(message, { address, me: own && withoutDevice(own), secret, file })
}
