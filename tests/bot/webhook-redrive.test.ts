import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openBusinessDatabase } from '../../bot/store/sqlite-only/open-business-db.ts'
import { storeOver } from '../../bot/store/store.ts'
import { newWebhookDeliveryId, newWebhookEventId } from '../../common/domain/ids.ts'
import { systemClock, toIso } from '../../common/kit/clock.ts'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { Consumer } from './helpers/consumer.ts'
import { until } from './helpers/until.ts'

const LINES = 40
const COUNT = 2500
const KILLS = 2
const EVER = { from: '2020-01-01T00:00:00.000Z', to: '2099-01-01T00:00:00.000Z' } as const

/** The tenant's database, while its bot does not run. */
async function inDatabase<T>(
  bot: TestBot,
  work: (opened: Awaited<ReturnType<typeof openBusinessDatabase>>) => Promise<T>,
): Promise<T> {
  const file = join(bot.folder, 'business.db')
  await using opened = await openBusinessDatabase(file, join(bot.dataDir, 'backups'))
  return await work(opened)
}

/** Dead letters of an endpoint, in many lines; the event's ids, oldest first. */
const deadLetters = (bot: TestBot, webhook: string): Promise<readonly string[]> =>
  inDatabase(bot, async ({ db }) => {
    const at = toIso(Date.now())
    const row = { tenant_id: bot.tenantId, created_at: at, updated_at: at, deleted_at: null }
    const ids: string[] = []
    await db.transaction().execute(async (inside) => {
      for (let number = 0; number < COUNT; number += 1) {
        const id = newWebhookEventId()
        const line = `contact ${number % LINES}`
        const of = { ...row, type: 'contact.deleted', line }
        const data = JSON.stringify({ contact: { id: line } })
        ids.push(id)
        await inside
          .insertInto('webhook_events')
          .values({ ...of, id, chat_id: null, sequence: null, data })
          .execute()
        await inside
          .insertInto('webhook_deliveries')
          .values({
            ...of,
            id: newWebhookDeliveryId(),
            endpoint_id: webhook,
            event_id: id,
            state: 'dead',
            tries: 40,
            next_at: null,
            failed_at: at,
            settled_at: at,
            attempts: '[]',
          })
          .execute()
      }
    })
    return ids
  })

it('sends all again that was asked for, however often the bot is killed meanwhile, and nothing to an endpoint that was deleted', async () => {
  await using consumer = await Consumer.open()
  await using bot = await testBot('la-tienda', 'ws://127.0.0.1:9')
  bot.env['WEBHOOK_ALLOW_PRIVATE'] = 'true'
  await bot.start()
  const made = await bot.post('/api/webhooks', { url: consumer.url, events: ['contact.deleted'] })
  const { id: webhook } = made.body
  await bot.kill('SIGKILL')
  const ids = await deadLetters(bot, webhook)
  await bot.start()

  consumer.answer = () => 'hang'
  const { status, body: redrive } = await bot.post('/api/webhook-deliveries/redrive', EVER)
  expect([status, redrive.finishedAt]).toEqual([202, null])
  const seen = async () => (await bot.get(`/api/webhook-redrives/${redrive.id}`)).body
  const halves: number[] = []
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const before = (await seen()).redriven
    await until(async () => {
      const { redriven, finishedAt } = await seen()
      return redriven > before || finishedAt !== null
    }, 'the redrive goes on')
    await bot.kill('SIGKILL')
    const left = await inDatabase(bot, ({ db }) =>
      storeOver(db, bot.tenantId, systemClock).webhookRedrives.view(redrive.id),
    )
    if (left?.finishedAt === null) halves.push(left.redriven)
    // Before the last start: what hangs holds its line for as long as an endpoint may take.
    if (kill === KILLS) consumer.answer = () => ({ status: 200 })
    await bot.start()
  }
  expect(halves[0]).toBeGreaterThan(0)
  await until(async () => (await seen()).finishedAt !== null, 'the redrive is finished', 30_000)
  const nothingWaits = async (): Promise<boolean> => {
    const { body } = await bot.get('/api/webhook-deliveries?state=waiting&limit=1')
    return body.deliveries.length === 0
  }
  await until(nothingWaits, 'nothing waits any more', 90_000)
  expect((await seen()).redriven).toBe(COUNT)
  const lines = Map.groupBy(consumer.taken, ({ event }) => JSON.stringify(event.data))
  expect(new Set(consumer.taken.map(({ event }) => event.id))).toEqual(new Set(ids))
  for (const line of lines.values()) {
    // One that was on its way at a kill comes again before the next.
    const own = [...new Set(line.map(({ event }) => event.id))]
    expect(own).toEqual(own.toSorted())
  }

  const all = { ...EVER, state: 'delivered' }
  expect((await bot.post('/api/webhook-deliveries/redrive', all)).status).toBe(202)
  consumer.answer = () => ({ status: 500 })
  expect((await bot.delete(`/api/webhooks/${webhook}`)).status).toBe(204)
  await bot.kill('SIGKILL')
  const before = consumer.received.length
  await bot.start()
  await until(nothingWaits, 'what waited is ended', 30_000)
  expect(consumer.received.length).toBe(before)
}, 90_000)
