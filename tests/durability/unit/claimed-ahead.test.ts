import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import { asPhone, newTenantId } from '../../../common/domain/ids.ts'
import type { MessageId } from '../../../common/domain/ids.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { LabClock } from './lab-clock.ts'
import { Life, Network } from './tenant-lab.ts'
import type { Fate } from './tenant-lab.ts'

const EVA = asPhone('+5491155550001')
const TEXTS = ['1', '2', '3', '4', '5', '6']

describe('a chat with many messages in its line', () => {
  let folder: string
  let network: Network
  let life: Life
  let ids: MessageId[]
  const clock = new LabClock()

  const open = async (fates: readonly Fate[]): Promise<void> => {
    network = new Network(fates)
    const parts = { file: join(folder, 'business.db'), tenantId: newTenantId(), clock, network }
    life = new Life({ ...parts, agent: { think: async () => [] } }, Number.POSITIVE_INFINITY)
    // All of one turn of the event loop, so that the line is there before its head is sent.
    const sent = TEXTS.map((body) => life.accept({ to: EVA, type: 'text', text: { body } }))
    ids = (await Promise.all(sent)).map(({ id }) => id)
  }
  const handed = () => network.handed.map(({ text }) => text)
  const deliveries = async () =>
    (await life.store.messages.list({ limit: 50 })).map(({ delivery }) => delivery)
  const cancel = (id: MessageId | undefined) =>
    life.store.transaction(async ({ outbox }) => id !== undefined && (await outbox.cancel(id)))

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flotilla-ahead-'))
    const db = queriesOver(openSqlite(join(folder, 'business.db')))
    await migrate(db, 'bot', BOT_MIGRATIONS)
    await db.destroy()
  })
  afterEach(async () => {
    await life.end()
    rmSync(folder, { recursive: true })
  })

  it('is sent in order, and all of it is marked', async () => {
    await open([])
    await life.settle()
    await life.store.settle()
    expect(handed()).toEqual(TEXTS)
    expect(await deliveries()).toEqual(TEXTS.map(() => 'sent'))
  })

  it('waits behind a message that does not get through, and can be cancelled then', async () => {
    await open(['ok', 'ok', 'unsent'])
    await life.settle()
    await life.store.settle()
    expect(handed()).toEqual(['1', '2', '3'])
    expect(await cancel(ids[3])).toBe(true)
    clock.advance()
    await life.settle()
    await life.store.settle()
    expect(handed()).toEqual(['1', '2', '3', '3', '5', '6'])
    const sent = 'sent'
    expect(await deliveries()).toEqual([sent, sent, sent, 'cancelled', sent, sent])
  })

  it('has nothing more sent once it was ended, claimed or not', async () => {
    await open([])
    network.meanwhile = async (text) => {
      if (text !== '2') return
      await life.store.transaction(async ({ contacts, outbox }) => {
        const chat = await contacts.chatWith('lab', [{ kind: 'phone', value: EVA }])
        await outbox.endAll(chat.contactId, 'opted_out')
      })
    }
    await life.settle()
    await life.store.settle()
    expect(handed()).toEqual(['1', '2'])
    expect((await deliveries()).slice(2)).toEqual(TEXTS.slice(2).map(() => 'failed'))
  })
})
