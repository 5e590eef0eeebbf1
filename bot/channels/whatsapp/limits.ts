import type { ChannelLimit } from '../channel.ts'
import type { WASocket } from './socket.ts'

/** The ack of a message that the account may not send: it asked for nothing and is not told why. */
export const RESTRICTED = '463'

/** Hears what WhatsApp does not let the account do: begin conversations, for a time. */
export function hearLimits(socket: WASocket, tell: (limit: ChannelLimit) => void): void {
  socket.ev.on('connection.update', ({ reachoutTimeLock: lock }) => {
    if (!lock) return
    const until = lock.timeEnforcementEnds?.getTime()
    tell({ reason: 'restricted_463', isActive: lock.isActive === true, until })
  })
  socket.ev.on('message-capping.update', (cap) => {
    const end = Number(cap.cycle_end_timestamp)
    const until = Number.isFinite(end) && end > 0 ? end * 1000 : undefined
    tell({ reason: 'new_chats_capped', isActive: String(cap.capping_status) === 'CAPPED', until })
  })
}

/** Asks how long a restriction lasts; the answer is told like any other. Nobody waits for it. */
export function askForLimits(socket: WASocket): void {
  // Without an answer the bot takes a time of its own.
  socket.fetchAccountReachoutTimelock().catch(() => undefined)
}
