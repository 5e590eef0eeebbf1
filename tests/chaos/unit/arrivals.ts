import type { Message } from '../../../common/contracts/messages.ts'
import type { Arrival } from '../../../scripts/chaos/listener.ts'

/** An event that has arrived once, in its turn. */
export const told = (sequence: number, change: Partial<Arrival> = {}): Arrival => ({
  id: `evt_${sequence}`,
  type: 'message.status',
  slug: 'shop-0',
  chat: 'c',
  sequence,
  message: { id: 'msg_2', delivery: 'sent' },
  place: sequence,
  taken: 1,
  refused: 0,
  unsigned: 0,
  changed: 0,
  ...change,
})

/** Every message is told of, as it stands. */
export const eventsOf = (messages: readonly Message[]): readonly Arrival[] =>
  messages.map(({ id, direction, type, delivery }, index) => {
    const inbound = type === 'undecrypted' ? 'message.undecrypted' : 'message.received'
    return told(index + 1, {
      type: direction === 'outbound' ? 'message.status' : inbound,
      message: { id, delivery },
    })
  })
