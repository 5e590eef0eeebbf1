import { withoutDevice } from './jid.ts'
import type { Link } from './link.ts'
import type { Baileys, WASocket } from './socket.ts'
import { Watchdog } from './watchdog.ts'
import type { WatchdogParts } from './watchdog.ts'

/** A question that the server answers by itself. */
async function askServer(socket: WASocket): Promise<void> {
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
async function callPhone(baileys: Baileys, socket: WASocket, id: string): Promise<void> {
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

/** A watchdog that asks through whatever connection there is. */
export function watchdogOver(
  baileys: Baileys,
  link: Pick<Link, 'openSocket'>,
  parts: Omit<WatchdogParts, 'askServer' | 'callPhone'>,
): Watchdog {
  const ask = async (question: (socket: WASocket) => Promise<void>): Promise<void> => {
    if (link.openSocket) await question(link.openSocket)
  }
  return new Watchdog({
    ...parts,
    askServer: () => ask(askServer),
    callPhone: (id) => ask((socket) => callPhone(baileys, socket, id)),
  })
}
