import type { TypingState } from '../../../common/contracts/content/deeds.ts'
import { SendError } from '../channel.ts'
import type { ReadMessage } from '../channel.ts'
import type { WASocket } from './socket.ts'

/**
 * Tells a contact that its messages were read; the account's own settings may keep it from knowing.
 * @throws {SendError}
 */
export const markRead = (
  socket: WASocket | undefined,
  remoteJid: string,
  messages: readonly ReadMessage[],
): Promise<void> =>
  overA(socket, (open) =>
    open.readMessages(
      messages.map(({ id, writer }) => ({
        remoteJid,
        id,
        fromMe: false,
        ...(writer !== undefined && { participant: writer }),
      })),
    ),
  )

const STATES = { typing: 'composing', recording: 'recording', paused: 'paused' } as const

/** @throws {SendError} */
export const showTyping = (
  socket: WASocket | undefined,
  address: string,
  state: TypingState,
): Promise<void> => overA(socket, (open) => open.sendPresenceUpdate(STATES[state], address))

async function overA(
  socket: WASocket | undefined,
  say: (socket: WASocket) => Promise<void>,
): Promise<void> {
  if (!socket) throw new SendError('unsent', 'not_connected')
  try {
    await say(socket)
  } catch (error) {
    throw new SendError('unsent', 'connection_lost', { cause: error })
  }
}
