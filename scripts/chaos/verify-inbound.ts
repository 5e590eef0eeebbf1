import type { Ledger, Written } from './ledger.ts'
import { storedPicture } from './pictures.ts'
import { orderFindings } from './order.ts'
import { customerPhone, slugOf } from './plan.ts'
import { finding } from './world.ts'
import type { Finding, Strikes, TenantState } from './world.ts'

/** Everything that customers wrote is stored once, as they wrote it, in their order. */
export function inboundFindings(
  ledger: Pick<Ledger, 'written'>,
  { tenant, messages }: Pick<TenantState, 'tenant' | 'messages'>,
  struck: Strikes,
): readonly Finding[] {
  const rows = messages.filter(({ direction }) => direction === 'inbound')
  const written = ledger.written.filter((one) => one.tenant === tenant)
  const byId = Map.groupBy(rows, ({ channelMessageId }) => channelMessageId)
  const at = new Map(rows.map((row, index) => [row.channelMessageId, index]))
  // The network itself has put such a message behind a later one; the others keep their order.
  const placeOf = ({ id }: Written): number | undefined =>
    struck('reorder').has(id) ? undefined : at.get(id)
  return [
    ...written.flatMap((one) => {
      const stored = byId.get(one.id) ?? []
      const [row] = stored
      const what = `${slugOf(tenant)}: ${one.text} (${one.id})`
      if (!row) return finding('lost inbound', what)
      if (stored.length > 1)
        return finding('doubled inbound', `${what} is stored ${stored.length}x`)
      const phone = customerPhone(tenant, one.customer)
      const writer = row.from ?? row.contact
      return row.text === one.text && writer.phone === phone
        ? storedPicture(one, row, what)
        : finding(
            'unreadable inbound',
            `${what} is stored as ${row.type} ${row.text} of ${writer.phone}`,
          )
    }),
    ...orderFindings('inbound out of order', written, placeOf),
  ]
}
