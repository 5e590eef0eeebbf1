import type { Ledger } from './ledger.ts'
import { orderFindings } from './order.ts'
import { membersOf, shopPhone, slugOf } from './plan.ts'
import { inboundFindings } from './verify-inbound.ts'
import { outboundFindings } from './verify-outbound.ts'
import { finding } from './world.ts'
import type { Finding, Strikes, TenantState } from './world.ts'

/**
 * What was written in a tenant's group is stored once, in the group's order; what was sent there is
 * at each member's phone under one id; and the bot says nothing of its own.
 */
export function groupFindings(
  ledger: Ledger,
  { tenant, group }: TenantState,
  struck: Strikes,
): readonly Finding[] {
  const written = ledger.writtenInGroups.filter((one) => one.tenant === tenant)
  const ordered = ledger.orderedForGroups.filter((one) => one.tenant === tenant)
  const at = new Map(group.messages.map((row, index) => [row.channelMessageId, index]))
  const inOneLine = written.map((one) => ({ ...one, customer: 0 }))
  return [
    ...inboundFindings({ written }, { tenant, messages: group.messages }, struck),
    ...orderFindings('inbound out of order', inOneLine, ({ id }) =>
      struck('reorder').has(id) ? undefined : at.get(id),
    ),
    ...membersOf(group.phones.size).flatMap((customer) => {
      const forMember = ordered.map((one) => ({ ...one, customer }))
      return outboundFindings({ ordered: forMember }, { tenant, ...group }, struck)
    }),
    ...strays(ledger, tenant, group),
  ]
}

function strays(
  ledger: Ledger,
  tenant: number,
  { messages, phones }: TenantState['group'],
): readonly Finding[] {
  const asked = new Set(ledger.orderedForGroups.map(({ text }) => text))
  const written = new Set(ledger.writtenInGroups.map(({ id }) => id))
  const slug = slugOf(tenant)
  return [
    ...messages.flatMap(({ direction, channelMessageId, text, type }) => {
      const isInbound = direction === 'inbound'
      if (isInbound ? written.has(channelMessageId ?? '') : asked.has(text ?? '')) return []
      const kind = isInbound ? 'stray message' : 'answered in a group'
      return finding(kind, `${slug}'s group: ${type} ${text}`)
    }),
    ...[...phones.values()].flat().flatMap(({ from, text, id, status }) => {
      const what = `${slug}'s group: ${text || '(unreadable)'} (${id}) from ${from}`
      if (status === 'undecrypted') return finding('undecryptable at a phone', what)
      const isMeant = from === shopPhone(tenant) ? asked.has(text) : written.has(id)
      return isMeant ? [] : finding('stray message', what)
    }),
  ]
}
