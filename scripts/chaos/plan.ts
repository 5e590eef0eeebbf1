import { problem } from '../../common/contracts/errors.ts'
import type { Random } from '../../simulator/random.ts'

/** Where a bot can be made to kill itself; `kill-points.cjs` knows how. */
export const POINTS = [
  'in:decrypted',
  'in:journalled',
  'in:receipted',
  'in:storing',
  'in:stored',
  'turn:ending',
  'turn:ended',
  'api:queued',
  'out:claimed',
  'out:ratchet',
  'out:unwritten',
  'out:written',
  'out:acked',
  'out:sent',
  'hook:taken',
  'hook:settled',
] as const

export type Point = (typeof POINTS)[number]

/**
 * What goes wrong on the network between a bot and WhatsApp. Left out is what a linked device does
 * not survive, `device-removed` and the refusals that say the same: its phone has to scan again.
 */
export const FAULTS = [
  'drop',
  'close',
  'stream-error 503',
  'stream-error 515',
  'stream-end',
  'refuse',
  'failure',
  'delay',
  'silence',
  'deaf',
  'no-ack',
  'nack 463',
  'nack 479',
  'lose-message',
  'duplicate',
  'reorder',
  'lose-receipt',
  'no-receipt',
  'undecryptable-in',
  'undecryptable-out',
  'late-lid',
  'replaced',
  'passkey',
] as const

export type FaultName = (typeof FAULTS)[number]

/** What a run consists of. */
export interface ChaosPlan {
  readonly seed: string
  readonly minutes: number
  readonly tenants: number
  /** Messages that customers write, and API calls, in all. */
  readonly inbound: number
  readonly outbound: number
  /** Only these; all unless told. */
  readonly points: readonly Point[]
  /** How often a point is passed before the bot dies there; 1 to 3 by chance unless told. */
  readonly nth?: number | undefined
  /** No phone tells its other address, all the time: sessions are then kept over a restart. */
  readonly lateLid?: boolean | undefined
  /** The time is drawn out, and messages go on, until so many have died: see `spanOf`. */
  readonly atLeast?: number | undefined
  /** How often a bot dies at each of the points, the time drawn out for it; by time alone unless told. */
  readonly kills: number | undefined
  /** Kills at random, of the server and of PM2, and faults of the network too. */
  readonly wild: boolean
  /** How long everything may take to come to rest afterwards, in seconds. */
  readonly settleSeconds: number
  /** Where the installation's data and logs are copied to, when promises were not kept. */
  readonly evidence?: string | undefined
}

/** How long messages pass and processes die, in milliseconds; the longer when too few have died. */
export interface Span {
  readonly ms: number
  readonly longerMs: number
}

/** A short run on a slow machine is not over before a process has come back often enough to die. */
const LONGER_MS = 120_000

/** To twice as long at most, or to two minutes. */
export function spanOf({
  minutes,
  atLeast,
  kills,
}: Pick<ChaosPlan, 'minutes' | 'atLeast' | 'kills'>): Span {
  const ms = minutes * 60_000
  const isByTime = atLeast === undefined && kills === undefined
  return { ms, longerMs: isByTime ? ms : Math.max(2 * ms, LONGER_MS) }
}

/** @throws {Problem} `invalid_request` */
export function pointsIn(text: string): readonly Point[] {
  return text.split(',').map((name) => {
    const point = POINTS.find((one) => one === name.trim())
    if (point) return point
    throw problem('invalid_request', `${name} is no kill point. There are: ${POINTS.join(', ')}.`)
  })
}

/** One of them, by chance. */
export function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[random.int(from.length)]
  if (one === undefined) throw new Error('nothing to choose from')
  return one
}

/** Phone numbers that are valid and nobody's. */
export const shopPhone = (tenant: number): string =>
  `+54911555500${String(tenant).padStart(2, '0')}`
export const customerPhone = (tenant: number, customer: number): string =>
  `+5491166${600_000 + tenant * 5000 + customer}`
/** A tenant that comes while everything goes on. */
export const NEWCOMER = 'newcomer'
export const NEWCOMER_PHONE = '+5491155560000'
/** One of five is paced, as all are outside of a simulation. */
export const isPaced = (tenant: number): boolean => tenant % 5 === 1
/** Every other tenant is in a group with some of its customers. */
export const hasGroup = (tenant: number): boolean => tenant % 2 === 0
/**
 * One of five is a shop whose owner books what is sold by chat; where no phone tells its other address
 * there is none, because that is about single chats.
 */
export const keepsBooks = (
  tenant: number,
  { tenants, lateLid }: Pick<ChaosPlan, 'tenants' | 'lateLid'>,
): boolean => lateLid !== true && tenant % 5 === Math.min(3, tenants - 1)
/** The last number that a tenant's customers can have. */
export const OWNER = 4999
/** The customers who are in it, of so many. */
export const membersOf = (customers: number): readonly number[] =>
  Array.from({ length: Math.min(3, customers) }, (_, customer) => customer)
export const slugOf = (tenant: number): string => `shop-${tenant}`
