import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import { asChannelMessageId, asPhone, newTenantId } from '../../../common/domain/ids.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { openQueue } from '../../../common/kit/queue.ts'
import { LabClock } from './lab-clock.ts'

const HOUR = 3_600_000

describe('a row that was put off', () => {
  const db = queriesOver<Tables>(openSqlite(':memory:'))
  beforeAll(() => migrate(db, 'bot', BOT_MIGRATIONS))
  afterAll(() => db.destroy())

  it('is due when the clock was set back meanwhile, not a day later', async () => {
    const clock = new LabClock()
    const store = storeOver(db, newTenantId(), clock)
    const phone = asPhone('+5491155550001')
    const chat = await store.contacts.chatWith('lab', [{ kind: 'phone', value: phone }])
    const id = await store.messages.add({
      channel: 'lab',
      chatId: chat.id,
      direction: 'outbound',
      author: 'api',
      channelMessageId: asChannelMessageId('A'),
      type: 'text',
      text: 'hola',
      delivery: 'queued',
      at: clock.now(),
    })
    if (!id) throw new Error('it was not stored')
    await store.outbox.putOff(id, clock.now() + 2000, { reason: 'no_ack', left: true })
    expect(await store.outbox.due([], 1)).toEqual([])
    clock.jump(-24 * HOUR)
    expect(await store.outbox.due([], 1)).toEqual([chat.id])
    expect((await store.outbox.claim(chat.id))?.id).toBe(id)
  })

  it('is not slept over when it becomes due between two looks', async () => {
    const clock = new LabClock()
    const due = clock.now() + 5
    let isDone = false
    const queue = openQueue({
      name: 'lab',
      clock,
      lanes: 1,
      take: async () => {
        const lanes = !isDone && due <= clock.now() ? ['a'] : []
        // The clock ticks while the database answers.
        clock.jump(5)
        return lanes
      },
      work: async () => {
        isDone = true
        return false
      },
      nextDue: async (after) => (!isDone && due > after ? due : undefined),
      failed: (error) => {
        throw error
      },
    })
    await queue.settle()
    clock.advance()
    await new Promise((resolve) => setImmediate(resolve))
    await queue.settle()
    expect(isDone).toBe(true)
    await queue[Symbol.asyncDispose]()
  })
})
