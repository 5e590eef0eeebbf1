import { expect, it } from 'vitest'
import { isNoRoom, openSqlite, queriesOver } from '../../../common/kit/database.ts'

it('says that there is no room, and not that SQLite has rolled back by itself', async () => {
  const sqlite = openSqlite(':memory:')
  sqlite.exec('create table notes (text text)')
  const db = queriesOver<{ notes: { text: string } }>(sqlite)
  const note = (text: string) =>
    db.transaction().execute(async (inside) => {
      await inside.insertInto('notes').values({ text: 'small' }).execute()
      await inside.insertInto('notes').values({ text }).execute()
    })
  // No page more than there is.
  sqlite.pragma('max_page_count = 1')
  const failure = await note('a'.repeat(10_000)).catch((error: unknown) => error)
  expect(isNoRoom(failure), String(failure)).toBe(true)
  sqlite.pragma('max_page_count = 1000')
  await note('short')
  expect(await db.selectFrom('notes').selectAll().execute()).toEqual([
    { text: 'small' },
    { text: 'short' },
  ])
  await db.destroy()
})

it('still rolls back what fails for another reason', async () => {
  const sqlite = openSqlite(':memory:')
  sqlite.exec('create table notes (text text not null)')
  const db = queriesOver<{ notes: { text: string | null } }>(sqlite)
  const work = db.transaction().execute(async (inside) => {
    await inside.insertInto('notes').values({ text: 'gone' }).execute()
    await inside.insertInto('notes').values({ text: null }).execute()
  })
  await expect(work).rejects.toThrow('NOT NULL')
  expect(await db.selectFrom('notes').selectAll().execute()).toEqual([])
  await db.destroy()
})
