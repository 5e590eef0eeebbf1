import type { Message } from '../../common/contracts/messages.ts'
import { UNDECRYPTED } from '../../common/domain/message.ts'
import type { Arrival } from './listener.ts'
import { slugOf } from './plan.ts'
import { finding, unless } from './world.ts'
import type { Finding, TenantState } from './world.ts'

/**
 * Every message that is stored, as it stands now, has been told of at the tenant's own endpoint:
 * signed, with no gap in its chat, and nothing else with it.
 */
export function eventFindings({ tenant, messages, events }: TenantState): readonly Finding[] {
  const slug = slugOf(tenant)
  const told = new Set(events.filter(({ taken }) => taken > 0).map(stateIn))
  const own = new Set(messages.map(({ id }) => id))
  return [
    ...messages.flatMap((message) =>
      unless(
        told.has(wantedOf(message)),
        'lost event',
        `${slug}: nothing says ${wantedOf(message)} (${message.text})`,
      ),
    ),
    ...events.flatMap((event) => {
      const what = `${slug}: ${event.type} ${event.id}, ${event.sequence} of ${event.chat}`
      const isOwn = event.slug === slug && (!event.message || own.has(event.message.id))
      return [
        ...unless(event.unsigned === 0, 'unsigned event', `${what}, ${event.unsigned} times`),
        ...unless(event.changed === 0, 'changed event', `${what} came with another body`),
        ...unless(isOwn, 'event of another tenant', `${what} is ${event.slug}'s`),
      ]
    }),
    ...[...Map.groupBy(events, ({ chat }) => chat)].flatMap(([chat, inChat]) =>
      chat === null ? [] : chatFindings(`${slug}: ${chat}`, inChat),
    ),
  ]
}

const wantedOf = ({ id, direction, type, delivery }: Message): string => {
  if (direction === 'outbound') return `message.status ${id} ${delivery}`
  return `${type === UNDECRYPTED ? 'message.undecrypted' : 'message.received'} ${id} ${delivery}`
}

const stateIn = ({ type, message }: Arrival): string =>
  `${type} ${message?.id} ${message?.delivery ?? null}`

function chatFindings(chat: string, events: readonly Arrival[]): readonly Finding[] {
  const taken = events.filter(({ taken: times }) => times > 0)
  const bySequence = Map.groupBy(taken, ({ sequence }) => sequence ?? 0)
  const last = Math.max(0, ...bySequence.keys())
  const missing = Array.from({ length: last }, (_, index) => index + 1).filter(
    (number) => !bySequence.has(number),
  )
  const doubled = [...bySequence].filter(([, those]) => those.length > 1)
  return [
    ...unless(missing.length === 0, 'gap in events', `${chat} lacks ${missing.join(', ')}`),
    ...doubled.flatMap(([number]) => finding('doubled event', `${chat} has two of ${number}`)),
    ...outOfOrder(chat, taken),
  ]
}

/** One that the listener has failed may have been passed; all others keep their order. */
function outOfOrder(chat: string, taken: readonly Arrival[]): readonly Finding[] {
  const places = taken
    .filter(({ refused }) => refused === 0)
    .toSorted((one, other) => (one.sequence ?? 0) - (other.sequence ?? 0))
  return places.flatMap(({ place = 0, sequence }, index) => {
    const before = places[index - 1]
    return before && place < (before.place ?? 0)
      ? finding('events out of order', `${chat}: ${sequence} came before ${before.sequence}`)
      : []
  })
}
