import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { slugOf } from './plan.ts'
import type { Stage } from './stage.ts'
import type { TenantTurns } from './verify-turns.ts'

const message = z.object({
  id: z.string(),
  networkId: z.string(),
  chatId: z.string(),
  turnId: z.string().nullable(),
})
const turn = z.object({
  id: z.string(),
  chatId: z.string(),
  messageId: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
})

/**
 * Reads what no API tells: which turn each inbound message has. Nobody may run any more; while a bot
 * does, its database is opened by it alone.
 */
export function readTurns(stage: Stage): readonly TenantTurns[] {
  return stage.tenants.map((tenant) => {
    using opened = openToRead(stage, tenant)
    const { database } = opened
    return {
      tenant,
      messages: z.array(message).parse(
        database
          .prepare(
            `select id, channel_message_id as networkId, chat_id as chatId, turn_id as turnId
             from messages
             where direction = 'inbound' and writer_id is null and deleted_at is null order by id`,
          )
          .all(),
      ),
      turns: z.array(turn).parse(
        database
          .prepare(
            `select id, chat_id as chatId, message_id as messageId, state, reason
             from turns where deleted_at is null order by id`,
          )
          .all(),
      ),
    }
  })
}

/** A tenant's database, while nobody else has it. */
export function openToRead(
  { installation }: Stage,
  tenant: number,
): Disposable & { readonly database: DatabaseSync } {
  const file = join(installation.tenantFolder(slugOf(tenant)), 'business.db')
  const database = new DatabaseSync(file, { readOnly: true })
  return { database, [Symbol.dispose]: () => database.close() }
}
