import type { Message } from '../../common/contracts/messages.ts'
import type { MessageView } from '../../simulator/simulator.ts'
import type { Arrival } from './listener.ts'

/** What one tenant's bot and its customers' phones have when everything has come to rest. */
export interface TenantState {
  readonly tenant: number
  /** What the bot lists, oldest first, but for its group. */
  readonly messages: readonly Message[]
  /** What each customer's phone has received, oldest first, but for the group. */
  readonly phones: ReadonlyMap<number, readonly MessageView[]>
  /** The same of its group. */
  readonly group: Pick<TenantState, 'messages' | 'phones'>
  /** What the business' own phone has received, but for the group. */
  readonly shop: readonly MessageView[]
  /** What has arrived at the tenant's webhook. */
  readonly events: readonly Arrival[]
  readonly connection: string
  readonly warnings: readonly string[]
}

export interface World {
  readonly tenants: readonly TenantState[]
  /** The connection of the tenant that came meanwhile, if one did. */
  readonly newcomer: string | undefined
  /** How often the phone of one of these tenants was linked. */
  readonly pairings: number
  readonly unlinked: number
  readonly keyReuses: number
  /** Stanzas that no bot has confirmed. */
  readonly undelivered: number
  /** Which messages the network did something to. */
  readonly struck: Strikes
}

/** Ids of messages that a fault has struck, by its kind. */
export type Strikes = (kind: string) => ReadonlySet<string>

export type FindingKind =
  | 'lost inbound'
  | 'doubled inbound'
  | 'unreadable inbound'
  | 'wrong picture'
  | 'inbound out of order'
  | 'lost turn'
  | 'doubled turn'
  | 'unfinished turn'
  | 'lost booking'
  | 'doubled booking'
  | 'wrong books'
  | 'lost outbound'
  | 'doubled outbound'
  | 'outbound out of order'
  | 'outbound under another id'
  | 'undecryptable at a phone'
  | 'lost receipt'
  | 'lost reply'
  | 'doubled reply'
  | 'stray message'
  | 'answered in a group'
  | 'lost event'
  | 'gap in events'
  | 'doubled event'
  | 'changed event'
  | 'unsigned event'
  | 'event of another tenant'
  | 'events out of order'
  | 'unsettled outbox'
  | 'parked turns'
  | 'not accepted'
  | 'new QR'
  | 'key reused'
  | 'not open'
  | 'not confirmed'
  | 'passkey not asked for'

/** A promise that was not kept. */
export interface Finding {
  readonly kind: FindingKind
  readonly detail: string
}

export const finding = (kind: FindingKind, detail: string): readonly [Finding] => [{ kind, detail }]

export const unless = (isWell: boolean, kind: FindingKind, detail: string): readonly Finding[] =>
  isWell ? [] : finding(kind, detail)

export const isOrdered = (text: string | null): boolean => text?.startsWith('out ') === true

export const isReply = ({ text, status }: MessageView): boolean =>
  status !== 'undecrypted' && !isOrdered(text)
