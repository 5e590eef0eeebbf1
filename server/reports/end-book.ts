import { postIncident } from '../../common/contracts/bot-api.ts'
import type { EndKind } from '../../common/contracts/incidents.ts'
import { messageOf } from '../../common/kit/errors.ts'
import type { BotAddress, BotCaller } from '../bots/bot-caller.ts'
import type { BotEnd, BotEndStore } from '../store/bot-ends.ts'
import type { TenantRow } from '../store/tenants.ts'

/**
 * Ends of bots that were not their own doing. What happened belongs into the tenant's database, and
 * only its bot opens that: so each is kept here until the bot is back and has taken it.
 */
export interface EndBook {
  /** Never rejects: an end that cannot be stored is told to the log all the same. */
  add(tenant: TenantRow, kind: EndKind, detail: string): Promise<void>
  /** Gives a bot that is heard what it does not have yet. */
  passOn(tenant: TenantRow): Promise<void>
  /** What the operator is told as long as the bot does not tell it itself. */
  warningsFor(tenantId: string): readonly string[]
}

export interface EndBookParts {
  readonly store: BotEndStore
  readonly bots: BotCaller
  readonly addressOf: (tenant: TenantRow) => BotAddress
  readonly failed: (reason: string) => void
}

/** Of one tenant; a bot that never comes back does not fill the memory of the server. */
const MOST_WAITING = 100

/** @returns with what earlier runs of the server could not pass on in it */
export async function openEndBook(parts: EndBookParts): Promise<EndBook> {
  const { store, bots, addressOf, failed } = parts
  const waiting = new Map<string, readonly BotEnd[]>()
  const passing = new Set<string>()
  const of = (tenantId: string): readonly BotEnd[] => waiting.get(tenantId) ?? []
  const keep = (end: BotEnd): void => {
    waiting.set(end.tenantId, [...of(end.tenantId), end].slice(-MOST_WAITING))
  }
  for (const end of await store.waiting()) keep(end)
  const passOne = async (tenant: TenantRow, end: BotEnd): Promise<void> => {
    const { id, kind, detail, at } = end
    await bots.call(addressOf(tenant), postIncident, { body: { id, kind, detail, at } })
    await store.taken(id)
    waiting.set(
      tenant.id,
      of(tenant.id).filter((other) => other.id !== id),
    )
  }
  return {
    add: async (tenant, kind, detail) => {
      try {
        keep(await store.add(tenant.id, kind, detail))
      } catch (error) {
        failed(messageOf(error))
      }
    },
    passOn: async (tenant) => {
      if (of(tenant.id).length === 0 || passing.has(tenant.id)) return
      passing.add(tenant.id)
      try {
        for (const end of of(tenant.id)) await passOne(tenant, end)
      } catch (error) {
        // The next report brings it to mind again.
        failed(messageOf(error))
      } finally {
        passing.delete(tenant.id)
      }
    },
    warningsFor: (tenantId) => {
      const ends = of(tenantId)
      const last = ends.at(-1)
      if (!last) return []
      const before = ends.length > 1 ? ` (and ${ends.length - 1} times before)` : ''
      return [`at ${last.at}${before}: ${last.detail}`]
    },
  }
}
