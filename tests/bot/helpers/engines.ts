import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import type { Tables } from '../../../bot/store/schema.ts'
import type { Store } from '../../../bot/store/store.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import type { ChatId, MessageId } from '../../../common/domain/ids.ts'
import { openSqlite, queriesOver } from '../../../common/kit/database.ts'

/** Every kind of database that the store has to stand on. */
export const engines: Record<string, () => Promise<Kysely<Tables>>> = {
  SQLite: async () => queriesOver<Tables>(openSqlite(':memory:')),
  PostgreSQL: async () =>
    new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: await shared() }) }),
}

/** One engine for all tests; starting it takes most of their time. */
let pglite: PGlite | undefined
async function shared(): Promise<PGlite> {
  pglite ??= new PGlite()
  await pglite.exec('drop schema public cascade; create schema public')
  return pglite
}

let count = 0

/** Puts a message into a store: one that waits to go out, unless told. */
export async function addMessage(
  store: Store,
  chatId: ChatId,
  at: number,
  change: Partial<Parameters<Store['messages']['add']>[0]> = {},
): Promise<MessageId> {
  count += 1
  const id = await store.messages.add({
    channel: 'whatsapp',
    chatId,
    direction: 'outbound',
    author: 'api',
    channelMessageId: asChannelMessageId(`M${count}`),
    type: 'text',
    text: `text ${count}`,
    delivery: 'queued',
    at,
    ...change,
  })
  if (!id) throw new Error('it is there already')
  return id
}
