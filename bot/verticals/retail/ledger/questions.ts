import { newRow } from './tables.ts'
import type { Books, ReadBooks } from './tables.ts'

/** What waits for an answer in a chat, as JSON; undefined when nothing does. */
export async function openQuestion(
  { db, tenantId }: ReadBooks,
  chat: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('retail_questions')
    .select('state')
    .where('tenant_id', '=', tenantId)
    .where('chat_id', '=', chat)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row?.state
}

/** From now on this waits for an answer there, or nothing. */
export async function keepQuestion(
  books: Books,
  chat: string,
  state: string | undefined,
): Promise<void> {
  const row = newRow(books)
  await books.db
    .updateTable('retail_questions')
    .set({ deleted_at: row.created_at, updated_at: row.created_at })
    .where('tenant_id', '=', books.tenantId)
    .where('chat_id', '=', chat)
    .where('deleted_at', 'is', null)
    .execute()
  if (state === undefined) return
  await books.db
    .insertInto('retail_questions')
    .values({ ...row, chat_id: chat, state })
    .execute()
}
