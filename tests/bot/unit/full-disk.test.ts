import { expect, it } from 'vitest'
import { botApi } from '../../../bot/api/api.ts'
import { acceptor } from '../../../bot/conversation/accept.ts'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import { asChannelMessageId, newTenantId } from '../../../common/domain/ids.ts'
import { systemClock } from '../../../common/kit/clock.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { listen } from '../../../common/kit/http.ts'
import { createLog } from '../../../common/kit/log.ts'

const never = (): never => {
  throw new Error('nobody asks for this')
}

it('refuses a message that finds no room, says when to come back, and takes it then', async () => {
  const sqlite = openSqlite(':memory:')
  const db = queriesOver<Tables>(sqlite)
  await migrate(db, 'bot', BOT_MIGRATIONS)
  const store = storeOver(db, newTenantId(), systemClock)
  let count = 0
  const accept = acceptor({
    store,
    clock: systemClock,
    channel: 'whatsapp',
    newMessageId: () => asChannelMessageId(`OUT${(count += 1)}`),
    accepted: () => undefined,
  })
  const parts = { store, accept, cancel: never, status: never, pairing: never }
  const deeds = { edit: never, revoke: never }
  const attention = { read: never, readChat: never, typing: never }
  const webhooks = {
    add: never,
    update: never,
    remove: never,
    rotate: never,
    test: never,
    redrive: never,
    redriveAll: never,
  }
  const media = { insistOnSize: never, take: never, give: never, remove: never }
  const tenant = { id: 'id', slug: 'la-tienda' }
  const people = { block: never, merge: never, remove: never }
  const around = { people, groups: () => false, country: () => undefined, channel: 'whatsapp' }
  const api = botApi(
    {
      ...parts,
      ...around,
      deeds,
      attention,
      webhooks,
      media,
      books: { use: never },
      tenant,
      requestCode: never,
      logout: never,
    },
    'token',
    createLog('t', 'silent'),
  )
  await using listening = await listen(api, 0)
  const send = () =>
    fetch(`http://127.0.0.1:${listening.port}/api/messages`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer token',
        'content-type': 'application/json',
        'idempotency-key': 'k1',
      },
      body: JSON.stringify({ to: '+5491123456789', text: 'a'.repeat(4000) }),
    })
  // No page more than there is, and none that is free.
  sqlite.exec('vacuum')
  sqlite.pragma('max_page_count = 1')
  const full = await send()
  expect(full.status).toBe(503)
  expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await full.json()).toMatchObject({ code: 'disk_full', status: 503 })
  expect(await store.messages.list({ limit: 10 })).toEqual([])
  sqlite.pragma('max_page_count = 1000000')
  expect((await send()).status).toBe(202)
  expect(await store.messages.list({ limit: 10 })).toHaveLength(1)
})
