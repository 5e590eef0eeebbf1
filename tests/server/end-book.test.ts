import { expect, it } from 'vitest'
import { migrate, openSqlite, queriesOver } from '../../common/kit/database.ts'
import type { BotCaller } from '../../server/bots/bot-caller.ts'
import { openEndBook } from '../../server/reports/end-book.ts'
import { botEndStore } from '../../server/store/bot-ends.ts'
import { FLEET_MIGRATIONS } from '../../server/store/migrations/index.ts'
import type { FleetTables } from '../../server/store/tables.ts'
import { tenantRow } from './helpers/tenant-row.ts'

const tenant = tenantRow('shop', { name: 'Shop' })

/** A bot that takes what it is told, or is away. */
class Bot {
  isAway = true
  readonly took: string[] = []
  readonly caller: BotCaller = {
    call: async (_bot, _endpoint, call) => {
      if (this.isAway) throw new Error('it is away')
      this.took.push(JSON.stringify(call?.body))
      // oxlint-disable-next-line typescript/no-explicit-any -- 204 has no body, whatever its type
      return undefined as any
    },
    [Symbol.dispose]: () => undefined,
  }
}

async function world() {
  const db = queriesOver<FleetTables>(openSqlite(':memory:'))
  await migrate(db, 'fleet', FLEET_MIGRATIONS)
  const store = botEndStore(db, () => Date.parse('2026-01-02T03:04:05Z'))
  const bot = new Bot()
  const failures: string[] = []
  const addressOf = () => ({ slug: 'shop', host: '127.0.0.1', port: 3001, token: 'x' })
  const failed = (reason: string): void => void failures.push(reason)
  const open = () => openEndBook({ store, bots: bot.caller, addressOf, failed })
  return { db, store, bot, failures, open }
}

it('keeps that a bot was ended until the bot has taken it, over a restart of the server', async () => {
  const { db, store, bot, failures, open } = await world()
  const book = await open()
  await book.add(tenant, 'memory', 'It took 300 MiB.')
  await book.add(tenant, 'hung', 'It stood still.')
  const said = ['at 2026-01-02T03:04:05.000Z (and 1 times before): It stood still.']
  expect(book.warningsFor(tenant.id)).toEqual(said)
  await book.passOn(tenant)
  expect([bot.took, failures]).toEqual([[], ['it is away']])

  const next = await open()
  expect(next.warningsFor(tenant.id)).toEqual(said)
  bot.isAway = false
  await Promise.all([next.passOn(tenant), next.passOn(tenant)])
  expect(bot.took.map((one): unknown => JSON.parse(one))).toMatchObject([
    { kind: 'memory', detail: 'It took 300 MiB.', at: '2026-01-02T03:04:05.000Z' },
    { kind: 'hung', detail: 'It stood still.' },
  ])
  expect(next.warningsFor(tenant.id)).toEqual([])
  await next.passOn(tenant)
  expect([bot.took.length, await store.waiting()]).toEqual([2, []])
  await db.destroy()
})

it('goes on when the end cannot be stored', async () => {
  const { db, failures, open } = await world()
  const book = await open()
  await db.destroy()
  await book.add(tenant, 'hung', 'It stood still.')
  expect(failures).toHaveLength(1)
})
