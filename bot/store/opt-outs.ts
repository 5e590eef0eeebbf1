import type { ContactId } from '../../common/domain/ids.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { tellContact } from './webhook-events.ts'

/** Contacts that want to hear nothing, on any channel. */
export interface OptOuts {
  /** @returns whether it had not opted out before */
  add(id: ContactId): Promise<boolean>
  /** @returns whether it had opted out */
  remove(id: ContactId): Promise<boolean>
  has(id: ContactId): Promise<boolean>
}

export const optOutsOver = (ground: Ground): OptOuts => ({
  add: (id) => change(ground, id, nowIso(ground)),
  remove: (id) => change(ground, id, null),
  has: (id) => hasOptedOut(ground, id),
})

async function change(ground: Ground, id: ContactId, at: string | null): Promise<boolean> {
  const row = await ground.db
    .updateTable('contacts')
    .set({ opted_out_at: at, updated_at: nowIso(ground) })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .where('opted_out_at', at === null ? 'is not' : 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (row) await tellContact(ground, id)
  return row !== undefined
}

/** Whether a contact wants to hear nothing. */
export async function hasOptedOut(ground: Ground, id: ContactId): Promise<boolean> {
  const row = await ground.db
    .selectFrom('contacts')
    .select('opted_out_at')
    .where('tenant_id', '=', ground.tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
  return typeof row?.opted_out_at === 'string'
}

/** Whoever has opted out under one of its names has opted out: for contacts that are merged. */
export async function carryOptOut(ground: Ground, from: ContactId, into: ContactId): Promise<void> {
  if (await hasOptedOut(ground, from)) await change(ground, into, nowIso(ground))
}
