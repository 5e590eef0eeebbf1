import type { Message } from '../../common/contracts/messages.ts'
import type { MessageView } from '../../simulator/simulator.ts'
import type { Ledger, Ordered } from './ledger.ts'
import { shownPicture } from './pictures.ts'
import { orderFindings } from './order.ts'
import { customerPhone, isPaced, OWNER, slugOf } from './plan.ts'
import { finding, isOrdered, isReply, unless } from './world.ts'
import type { Finding, Strikes, TenantState } from './world.ts'

/** Everything that was accepted is at its phone under one id, in its order, and known to be there. */
export function outboundFindings(
  ledger: Pick<Ledger, 'ordered'>,
  { tenant, messages, phones }: Pick<TenantState, 'tenant' | 'messages' | 'phones'>,
  struck: Strikes,
): readonly Finding[] {
  const ordered = ledger.ordered.filter((one) => one.tenant === tenant)
  const rows = Map.groupBy(
    messages.filter(({ direction }) => direction === 'outbound'),
    ({ text }) => text,
  )
  return [
    ...ordered.flatMap((one) =>
      orderedFindings(one, rows.get(one.text) ?? [], phones.get(one.customer) ?? [], struck),
    ),
    ...orderFindings('outbound out of order', ordered, ({ customer, text }) => {
      const at = phones.get(customer)?.findIndex((message) => message.text === text)
      return at === -1 ? undefined : at
    }),
  ]
}

function orderedFindings(
  one: Ordered,
  kept: readonly Message[],
  received: readonly MessageView[],
  struck: Strikes,
): readonly Finding[] {
  const what = `${slugOf(one.tenant)}: ${one.text} (${one.id})`
  const arrived = received.filter(({ text }) => text === one.text)
  const [row] = kept
  const [message] = arrived
  if (kept.length > 1) return finding('doubled outbound', `${what} has ${kept.length} rows`)
  if (!message) {
    return row && isRefused(row, struck) && !isHeldInstead(one.tenant, row)
      ? []
      : finding('lost outbound', `${what}, ${row?.channelMessageId} is ${row?.delivery}`)
  }
  const ids = arrived.map(({ id }) => id).join(', ')
  if (arrived.length > 1) return finding('doubled outbound', `${what} is at the phone as ${ids}`)
  if (row?.id !== one.id || row.channelMessageId !== message.id) {
    const detail = `${what} is ${row?.channelMessageId}, at the phone ${ids}`
    return finding('outbound under another id', detail)
  }
  const isKept = row.delivery === 'sent' && struck('no-receipt').has(message.id)
  const isTold = isKept || !UNTOLD.includes(row.delivery)
  return [
    ...unless(isTold, 'lost receipt', `${what}: the phone has it, the bot says ${row.delivery}`),
    ...shownPicture(one, message, what),
  ]
}

/** What stands at a message that has left, as long as no receipt has come. */
const UNTOLD: readonly (string | null)[] = ['sent', 'failed']

/** The network would not take it: it ends as failed, with the network's reason, and nowhere else. */
export const isRefused = (
  { channelMessageId, delivery, reason }: Message,
  struck: Strikes,
): boolean =>
  delivery === 'failed' &&
  struck('nack').has(channelMessageId ?? '') &&
  ['restricted_463', 'refused_479'].includes(reason ?? '')

/** A paced bot holds what 463 has refused, and sends it later. */
const isHeldInstead = (tenant: number, { reason }: Message): boolean =>
  isPaced(tenant) && reason === 'restricted_463'

/**
 * A customer's first message is answered with a welcome, once, and each message of an owner with what
 * was booked; whatever else the bot says is too much.
 */
export function replyFindings(
  ledger: Ledger,
  { tenant, messages, phones }: TenantState,
  struck: Strikes,
): readonly Finding[] {
  const written = Map.groupBy(
    ledger.written.filter((one) => one.tenant === tenant),
    ({ customer }) => customer,
  )
  return [...phones].flatMap(([customer, received]) => {
    const phone = customerPhone(tenant, customer)
    const replies = received.filter((message) => isReply(message))
    const rows = messages.filter(
      (row) => row.direction === 'outbound' && row.contact.phone === phone && !isOrdered(row.text),
    )
    const refused = rows.filter((row) => isRefused(row, struck)).length
    const said = written.get(customer)?.length ?? 0
    const least = customer === OWNER ? said : Math.min(said, 1)
    // A shop also says once, with its welcome or later, that it did not understand.
    const isUnderstood = !phones.has(OWNER) || customer === OWNER
    const texts = new Set(rows.map(({ text }) => text)).size
    const wanted = isUnderstood ? least : Math.max(least, Math.min(texts, said * 2, 2))
    const what = `${slugOf(tenant)}, customer ${customer}: ${replies.length} replies at the phone, ${rows.length} in the database, ${refused} refused by the network, ${wanted} expected`
    if (replies.length + refused < wanted) return finding('lost reply', what)
    const isRight = replies.length + refused === wanted && rows.length === wanted
    return isRight ? [] : finding('doubled reply', what)
  })
}
