import type { Message } from '../../common/contracts/messages.ts'
import type { MessageView } from '../../simulator/simulator.ts'
import type { Ledger, Ordered, Written } from './ledger.ts'
import { customerPhone, shopPhone, slugOf } from './plan.ts'

/** What one tenant's bot and its customers' phones have when everything has come to rest. */
export interface TenantState {
  readonly tenant: number
  /** What the bot lists, oldest first. */
  readonly messages: readonly Message[]
  /** What each customer's phone has received, oldest first. */
  readonly phones: ReadonlyMap<number, readonly MessageView[]>
  /** What the business' own phone has received. */
  readonly shop: readonly MessageView[]
  readonly connection: string
  readonly warnings: readonly string[]
}

export interface World {
  readonly tenants: readonly TenantState[]
  /** How often a phone was linked. */
  readonly pairings: number
  readonly unlinked: number
  readonly keyReuses: number
  /** Stanzas that no bot has confirmed. */
  readonly undelivered: number
}

export type FindingKind =
  | 'lost inbound'
  | 'doubled inbound'
  | 'unreadable inbound'
  | 'inbound out of order'
  | 'lost outbound'
  | 'doubled outbound'
  | 'outbound out of order'
  | 'outbound under another id'
  | 'undecryptable at a phone'
  | 'lost reply'
  | 'doubled reply'
  | 'stray message'
  | 'unsettled outbox'
  | 'parked turns'
  | 'not accepted'
  | 'new QR'
  | 'key reused'
  | 'not open'
  | 'not confirmed'

/** A promise that was not kept. */
export interface Finding {
  readonly kind: FindingKind
  readonly detail: string
}

/** These may still mend themselves; all others stay. */
const PASSING: ReadonlySet<FindingKind> = new Set([
  'lost inbound',
  'unreadable inbound',
  'lost outbound',
  'undecryptable at a phone',
  'lost reply',
  'unsettled outbox',
  'not open',
  'not confirmed',
])

export const mayPass = ({ kind }: Finding): boolean => PASSING.has(kind)

/** @returns every promise that was not kept; none when all is well */
export function verify(ledger: Ledger, world: World): readonly Finding[] {
  const { tenants, pairings, unlinked, keyReuses, undelivered } = world
  return [
    ...tenants.flatMap((state) => [
      ...inboundFindings(ledger, state),
      ...outboundFindings(ledger, state),
      ...replyFindings(ledger, state),
      ...strayFindings(ledger, state),
      ...stateFindings(state),
    ]),
    ...ledger.refused.map((detail): Finding => ({ kind: 'not accepted', detail })),
    ...unless(pairings === tenants.length && unlinked === 0, 'new QR', `${pairings} pairings`),
    ...unless(keyReuses === 0, 'key reused', `${keyReuses} message keys for two plaintexts`),
    ...unless(undelivered === 0, 'not confirmed', `${undelivered} stanzas wait for a bot`),
  ]
}

/** Copies that the network carried under an id that was there already: allowed, and counted. */
export const copiesIn = ({ tenants }: World): number =>
  tenants
    .flatMap(({ phones }) => [...phones.values()].flat())
    .reduce((sum, { copies }) => sum + Math.max(0, copies - 1), 0)

function inboundFindings(ledger: Ledger, state: TenantState): readonly Finding[] {
  const { tenant, messages } = state
  const rows = messages.filter(({ direction }) => direction === 'inbound')
  const written = ledger.written.filter((one) => one.tenant === tenant)
  const each = written.flatMap((one) => {
    const stored = rows.filter(({ channelMessageId }) => channelMessageId === one.id)
    const [row] = stored
    const what = `${slugOf(tenant)}: ${one.text} (${one.id})`
    if (!row) return finding('lost inbound', what)
    if (stored.length > 1) return finding('doubled inbound', `${what} is stored ${stored.length}x`)
    const phone = customerPhone(tenant, one.customer)
    return row.text === one.text && row.contact.phone === phone
      ? []
      : finding(
          'unreadable inbound',
          `${what} is stored as ${row.type} ${row.text} of ${row.contact.phone}`,
        )
  })
  return ledger.shuffled.has(tenant) ? each : [...each, ...inOrder(written, rows)]
}

function inOrder(written: readonly Written[], rows: readonly Message[]): readonly Finding[] {
  const at = new Map(rows.map((row, index) => [row.channelMessageId, index]))
  return orderFindings('inbound out of order', written, ({ id }) => at.get(id))
}

function outboundFindings(ledger: Ledger, state: TenantState): readonly Finding[] {
  const { tenant, messages, phones } = state
  const ordered = ledger.ordered.filter((one) => one.tenant === tenant)
  const rows = messages.filter(({ direction }) => direction === 'outbound')
  const each = ordered.flatMap((one) => {
    const what = `${slugOf(tenant)}: ${one.text} (${one.id})`
    const kept = rows.filter(({ text }) => text === one.text)
    const arrived = (phones.get(one.customer) ?? []).filter(({ text }) => text === one.text)
    const [row] = kept
    const [message] = arrived
    if (!message)
      return finding('lost outbound', `${what}, ${row?.channelMessageId} is ${row?.delivery}`)
    const ids = arrived.map(({ id }) => id).join(', ')
    if (arrived.length > 1) return finding('doubled outbound', `${what} is at the phone as ${ids}`)
    if (kept.length === 1 && row?.id === one.id && row.channelMessageId === message.id) return []
    return kept.length > 1
      ? finding('doubled outbound', `${what} has ${kept.length} rows`)
      : finding(
          'outbound under another id',
          `${what} is ${row?.channelMessageId}, at the phone ${ids}`,
        )
  })
  return ledger.shuffled.has(tenant) ? each : [...each, ...outOrder(ordered, state)]
}

function outOrder(ordered: readonly Ordered[], { phones }: TenantState): readonly Finding[] {
  return orderFindings('outbound out of order', ordered, ({ customer, text }) => {
    const at = phones.get(customer)?.findIndex((message) => message.text === text)
    return at === -1 ? undefined : at
  })
}

/** Within each chat, what was written later has to stand later. */
function orderFindings<One extends Written | Ordered>(
  kind: FindingKind,
  all: readonly One[],
  placeOf: (one: One) => number | undefined,
): readonly Finding[] {
  const last = new Map<number, number>()
  return all
    .toSorted((one, other) => one.number - other.number)
    .flatMap((one) => {
      const place = placeOf(one)
      if (place === undefined) return []
      const before = last.get(one.customer) ?? -1
      last.set(one.customer, Math.max(place, before))
      return place < before ? finding(kind, `${slugOf(one.tenant)}: ${one.text}`) : []
    })
}

/** A customer's first message is answered with a welcome, once; whatever else the bot says is too much. */
function replyFindings(ledger: Ledger, state: TenantState): readonly Finding[] {
  const { tenant, messages, phones } = state
  const writers = new Set(
    ledger.written.filter((one) => one.tenant === tenant).map(({ customer }) => customer),
  )
  return [...phones].flatMap(([customer, received]) => {
    const phone = customerPhone(tenant, customer)
    const replies = received.filter((message) => isReply(message))
    const rows = messages.filter(
      (row) => row.direction === 'outbound' && row.contact.phone === phone && !isOrdered(row.text),
    )
    const wanted = writers.has(customer) ? 1 : 0
    const what = `${slugOf(tenant)}, customer ${customer}: ${replies.length} replies at the phone, ${rows.length} in the database, ${wanted} expected`
    if (replies.length < wanted) return finding('lost reply', what)
    return replies.length > wanted || rows.length !== wanted ? finding('doubled reply', what) : []
  })
}

function strayFindings(ledger: Ledger, state: TenantState): readonly Finding[] {
  const { tenant, messages, phones, shop } = state
  const asked = new Set(ledger.ordered.map(({ text }) => text))
  const written = new Set(ledger.written.map(({ id }) => id))
  const atPhones = [...phones].flatMap(([customer, received]) =>
    received.flatMap((message) => {
      const { from, text, id, status } = message
      const what = `customer ${tenant} ${customer}: ${text || '(unreadable)'} (${id}) from ${from}`
      if (status === 'undecrypted') return finding('undecryptable at a phone', what)
      const isAsked = asked.has(text) && text.startsWith(`out ${tenant} ${customer} `)
      return from === shopPhone(tenant) && (isAsked || isReply(message))
        ? []
        : finding('stray message', what)
    }),
  )
  const stored = messages.filter(
    ({ direction, channelMessageId }) =>
      direction === 'inbound' && !written.has(channelMessageId ?? ''),
  )
  const foreign = shop.filter(
    ({ id, text }) => !written.has(id) || !text.startsWith(`in ${tenant} `),
  )
  return [
    ...atPhones,
    ...stored.flatMap((row) =>
      finding('stray message', `${slugOf(tenant)}: ${row.type} ${row.text}`),
    ),
    ...foreign.flatMap((one) => finding('stray message', `${slugOf(tenant)}'s phone: ${one.text}`)),
  ]
}

function stateFindings({
  tenant,
  messages,
  connection,
  warnings,
}: TenantState): readonly Finding[] {
  const slug = slugOf(tenant)
  const unsettled = messages.filter(
    ({ direction, delivery }) =>
      direction === 'outbound' && !['sent', 'delivered', 'read', 'played'].includes(delivery ?? ''),
  )
  return [
    ...unsettled.flatMap(({ id, text, delivery, reason }) =>
      finding('unsettled outbox', `${slug}: ${text} (${id}) is ${delivery} (${reason})`),
    ),
    ...warnings
      .filter((warning) => warning.includes('parked'))
      .flatMap((warning) => finding('parked turns', `${slug}: ${warning}`)),
    ...unless(connection === 'open', 'not open', `${slug} is ${connection}`),
  ]
}

const isOrdered = (text: string | null): boolean => text?.startsWith('out ') === true
const isReply = ({ text, status }: MessageView): boolean =>
  status !== 'undecrypted' && !isOrdered(text)

const finding = (kind: FindingKind, detail: string): readonly [Finding] => [{ kind, detail }]
const unless = (isWell: boolean, kind: FindingKind, detail: string): readonly Finding[] =>
  isWell ? [] : finding(kind, detail)
