import { withoutDevice } from './jid.ts'
import type { Baileys, WASocket } from './socket.ts'

/** A question that the server answers by itself. */
export async function askServer(socket: WASocket): Promise<void> {
  await socket.query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'get', xmlns: 'w:p' },
    content: [{ tag: 'ping', attrs: {} }],
  })
}

/**
 * Sends the own phone a request for no keys at all: nobody sees it, and its receipt has to come.
 * @throws {Error} when it could not be written
 */
export async function callPhone(baileys: Baileys, socket: WASocket, id: string): Promise<void> {
  const me = socket.user?.id
  if (me === undefined) throw new Error('no phone is linked')
  const { Type } = baileys.proto.Message.ProtocolMessage
  const protocolMessage = {
    type: Type.APP_STATE_SYNC_KEY_REQUEST,
    appStateSyncKeyRequest: { keyIds: [] },
  }
  await socket.relayMessage(
    withoutDevice(me),
    { protocolMessage },
    {
      messageId: id,
      additionalAttributes: { category: 'peer', push_priority: 'high_force' },
      additionalNodes: [{ tag: 'meta', attrs: { appdata: 'default' } }],
    },
  )
}
