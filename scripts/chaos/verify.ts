import type { Ledger } from './ledger.ts'
import type { Arrival } from './listener.ts'
import { NEWCOMER, shopPhone, slugOf } from './plan.ts'
import type { ChaosReport } from './report.ts'
import { eventFindings } from './verify-events.ts'
import { groupFindings } from './verify-groups.ts'
import { inboundFindings } from './verify-inbound.ts'
import { isRefused, outboundFindings, replyFindings } from './verify-outbound.ts'
import { finding, isReply, unless } from './world.ts'
import type { Finding, FindingKind, Strikes, TenantState, World } from './world.ts'

/** These may still mend themselves; all others stay. */
const PASSING: ReadonlySet<FindingKind> = new Set([
  'lost inbound',
  'unreadable inbound',
  'wrong picture',
  'lost outbound',
  'lost receipt',
  'undecryptable at a phone',
  'lost reply',
  'unsettled outbox',
  'lost event',
  'gap in events',
  'not open',
  'not confirmed',
])

export const mayPass = ({ kind }: Finding): boolean => PASSING.has(kind)

/** @returns every promise that was not kept; none when all is well */
export function verify(ledger: Ledger, world: World): readonly Finding[] {
  const { tenants, newcomer = 'open', pairings, unlinked, keyReuses, undelivered, struck } = world
  return [
    ...tenants
      .map(withGroup)
      .flatMap(([state, everything]) => [
        ...inboundFindings(ledger, state, struck),
        ...outboundFindings(ledger, state, struck),
        ...replyFindings(ledger, state, struck),
        ...strayFindings(ledger, state),
        ...groupFindings(ledger, state, struck),
        ...eventFindings(everything),
        ...stateFindings(everything, struck),
      ]),
    ...ledger.noticed,
    ...unless(newcomer === 'open', 'not open', `${NEWCOMER} is ${newcomer}`),
    ...ledger.refused.map((detail): Finding => ({ kind: 'not accepted', detail })),
    ...unless(pairings === tenants.length && unlinked === 0, 'new QR', `${pairings} pairings`),
    ...unless(keyReuses === 0, 'key reused', `${keyReuses} message keys for two plaintexts`),
    ...unless(undelivered === 0, 'not confirmed', `${undelivered} stanzas wait for a bot`),
  ]
}

/** A tenant, and the same with what its group has among the rest. */
const withGroup = (state: TenantState): readonly [TenantState, TenantState] => [
  state,
  { ...state, messages: [...state.messages, ...state.group.messages] },
]

/** Copies that the network carried under an id that was there already: allowed, and counted. */
export const copiesIn = ({ tenants }: World): number =>
  tenants
    .flatMap(({ phones, group }) => [...phones.values(), ...group.phones.values()].flat())
    .reduce((sum, { copies }) => sum + Math.max(0, copies - 1), 0)

/** What came to the webhooks, and how often. */
export function eventsIn({ tenants }: World): ChaosReport['events'] {
  const all = tenants.flatMap(({ events }) => events)
  const sum = (of: (event: Arrival) => number): number =>
    all.reduce((total, event) => total + of(event), 0)
  return {
    arrived: all.length,
    repeated: sum(({ taken }) => Math.max(0, taken - 1)),
    refused: sum(({ refused }) => refused),
  }
}

/** Messages that the network has refused: each is accounted for by its reason. */
export const refusedIn = ({ tenants, struck }: World): number =>
  tenants
    .map(withGroup)
    .flatMap(([, { messages }]) => messages.filter((row) => isRefused(row, struck))).length

function strayFindings(ledger: Ledger, state: TenantState): readonly Finding[] {
  const { tenant, messages, phones, shop } = state
  const asked = new Set(ledger.ordered.map(({ text }) => text))
  const written = new Map(ledger.written.map((one) => [one.id, one]))
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
  const foreign = shop.filter(({ id }) => written.get(id)?.tenant !== tenant)
  return [
    ...atPhones,
    ...stored.flatMap((row) =>
      finding('stray message', `${slugOf(tenant)}: ${row.type} ${row.text}`),
    ),
    ...foreign.flatMap((one) => finding('stray message', `${slugOf(tenant)}'s phone: ${one.text}`)),
  ]
}

const SETTLED: readonly (string | null)[] = ['sent', 'delivered', 'read', 'played']

function stateFindings(
  { tenant, messages, connection, warnings }: TenantState,
  struck: Strikes,
): readonly Finding[] {
  const slug = slugOf(tenant)
  const unsettled = messages.filter(
    (row) =>
      row.direction === 'outbound' && !SETTLED.includes(row.delivery) && !isRefused(row, struck),
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
