import * as z from 'zod'

export const DELIVERIES = [
  'queued',
  'held',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'cancelled',
] as const

/** How far an outbound message has come. Inbound messages have none. */
export type Delivery = (typeof DELIVERIES)[number]

export type Direction = 'inbound' | 'outbound'

/** The longest text in one message, as Meta's Cloud API limits it. */
export const TEXT_LIMIT = 4096

/** The type of a message that came in and could not be read; a later copy takes its place. */
export const UNDECRYPTED = 'undecrypted'

/** The type of a message of a kind that is not understood; what it is stands beside it. */
export const UNSUPPORTED = 'unsupported'

/** Types of messages that nobody can make anything of. */
export const UNREADABLE: readonly string[] = [UNDECRYPTED, UNSUPPORTED]

/** How long a message may wait for its way out, in seconds. */
export const TTL = { least: 1, usual: 24 * 3600, most: 7 * 24 * 3600 } as const

export const deliverySchema = z.enum(DELIVERIES).meta({ id: 'Delivery' })

const PROGRESS: Partial<Record<Delivery, number>> = {
  queued: 0,
  held: 0,
  sent: 1,
  delivered: 2,
  read: 3,
  played: 4,
}

/**
 * Whether a report may change what is known: receipts arrive late, twice and out of order, and a
 * message only ever goes forward. `failed` and `cancelled` end it from `queued` or `held`; a receipt
 * still overrules `failed`, because the phone has the message after all.
 */
export function advances(from: Delivery, to: Delivery): boolean {
  const before = PROGRESS[from]
  const after = PROGRESS[to]
  if (after === undefined) return before === 0
  if (before === undefined) return from === 'failed' && after > 0
  return after > before || (before === 0 && after === 0 && from !== to)
}
