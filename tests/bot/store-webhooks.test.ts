import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeOver } from '../../bot/store/store.ts'
import type { Store } from '../../bot/store/store.ts'
import {
  asChannelMessageId,
  asWebhookDeliveryId,
  asWebhookRedriveId,
  newTenantId,
} from '../../common/domain/ids.ts'
import type { ChatId, ContactId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { addMessage, engines } from './helpers/engines.ts'
import { ANA, LUIS, WebhookLab } from './helpers/webhook-lab.ts'

type Filling = Parameters<Store['messages']['fill']>[1]
/** The phone has sent a message again that could not be read. */
const read = ({ messages }: Store, chat: ChatId, message: Omit<Filling, 'fromMe'>) =>
  messages.fill([chat], { ...message, fromMe: false }) // oxlint-disable-line no-array-fill-with-reference-type -- no array

describe.each(Object.entries(engines))('what the store tells webhooks on %s', (engine, open) => {
  let lab: WebhookLab

  beforeEach(async () => {
    lab = await WebhookLab.open(open)
  })
  afterEach(async () => {
    // PGlite itself is kept for the next test.
    if (engine === 'SQLite') await lab.db.destroy()
  })

  it('writes no event that nobody wants', async () => {
    const chat = await lab.chatOf(ANA)
    await lab.came(chat)
    const id = await lab.endpoint(['message.received'])
    await lab.came(chat)
    await addMessage(lab.store, chat, lab.now)
    expect(await lab.types()).toEqual(['message.received'])
    await lab.store.webhookEndpoints.update(id, { enabled: false })
    await lab.store.webhookEndpoints.refresh()
    await lab.came(chat)
    expect(await lab.types()).toHaveLength(1)
    const { count } = await lab.db
      .selectFrom('webhook_events')
      .select((select) => select.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(1)
  })

  it('tells which contacts a contact has taken in, once', async () => {
    const [ana, luis] = [await lab.chatOf(ANA), await lab.chatOf(LUIS)]
    const idOf = async (chat: ChatId) =>
      (await lab.store.contacts.chat(chat))?.contactId as ContactId
    const [older, younger] = [await idOf(ana), await idOf(luis)]
    await lab.endpoint(['contact.updated'])
    await lab.store.transaction(({ contacts }) => contacts.merge(younger, older))
    await lab.store.transaction(({ contacts }) => contacts.merge(younger, older))
    const told = await Promise.all((await lab.list()).map((one) => lab.inspect(one)))
    expect(told.map((one) => one?.payload.data)).toMatchObject([
      { contact: { id: older, identities: [ANA, LUIS] }, merged: [younger] },
    ])
  })

  it('tells of everything that happens, as it was when it happened', async () => {
    await lab.endpoint()
    const chat = (await lab.store.contacts.chatWith('whatsapp', [ANA], { name: 'Ana' })).id
    const unread = await lab.came(chat, 'undecrypted')
    const filled = { channelMessageId: asChannelMessageId('LATE'), type: 'text', text: 'now' }
    await lab.db
      .updateTable('messages')
      .set({ channel_message_id: 'LATE' })
      .where('id', '=', unread)
      .execute()
    await read(lab.store, chat, filled)
    const sent = await addMessage(lab.store, chat, lab.now)
    await lab.store.messages.advance({ ids: [sent] }, 'sent')
    await lab.store.messages.advance({ ids: [sent] }, 'sent')
    const late = await addMessage(lab.store, chat, lab.now, { expiresAt: lab.now })
    await lab.store.outbox.expire()
    const taken = await addMessage(lab.store, chat, lab.now)
    await lab.store.outbox.cancel(taken)
    await lab.store.contacts.chatWith('whatsapp', [ANA], { name: 'Ana' })
    await lab.store.contacts.chatWith('whatsapp', [ANA], { name: 'Ana María' })
    await lab.connected()
    const told = await Promise.all((await lab.list()).map((one) => lab.inspect(one)))
    const seen = told.map((one) => {
      const { type, chat: of, sequence, data } = one?.payload ?? {}
      const { message, contact, connection } = (data ?? {}) as Record<string, any> // oxlint-disable-line no-explicit-any
      const what = message?.delivery ?? message?.type ?? contact?.name ?? connection?.state
      return [type, of === chat ? sequence : of, what]
    })
    expect(seen).toEqual([
      ['contact.updated', null, 'Ana'],
      ['message.undecrypted', 1, 'undecrypted'],
      ['message.received', 2, 'text'],
      ['message.status', 3, 'queued'],
      ['message.status', 4, 'sent'],
      ['message.status', 5, 'queued'],
      ['message.status', 6, 'failed'],
      ['message.status', 7, 'queued'],
      ['message.status', 8, 'cancelled'],
      ['contact.updated', null, 'Ana María'],
      ['connection.changed', null, 'open'],
    ])
    expect(told.at(1)?.payload.data).toMatchObject({ message: { id: unread } })
    expect([late, taken]).not.toContain(sent)
  })

  it('tells what has become of the file that a message brought, once', async () => {
    await lab.endpoint(['message.*'])
    const chat = await lab.chatOf(ANA)
    const withFile = (origin: 'message' | 'link') =>
      addMessage(lab.store, chat, lab.now, {
        direction: 'inbound',
        author: 'contact',
        delivery: null,
        type: 'image',
        content: { image: { caption: 'x' } },
        file: { origin, source: 'there' },
      })
    for (const origin of ['message', 'message', 'link'] as const) await withFile(origin)
    const [come, gone, linked] = await lab.store.media.due([], 9)
    if (!come || !gone || !linked) throw new Error('there are three files')
    const file = { sha256: 'aa', size: 3, mime: 'image/png', facts: {} }
    for (const id of [come, linked]) await lab.store.media.keep(id, file)
    await lab.store.media.settle(gone, 'gone', 'expired')
    await lab.store.media.settle(come, 'gone', 'deleted')
    const told = await Promise.all((await lab.list()).slice(3).map((one) => lab.inspect(one)))
    expect(told.map((one) => [one?.type, one?.payload.data])).toMatchObject([
      ['message.media', { message: { image: { id: come, state: 'stored', caption: 'x' } } }],
      ['message.media', { message: { image: { id: gone, state: 'gone' } } }],
    ])
  })

  it('tells whom a contact has taken in', async () => {
    const lid = { kind: 'lid', value: '123' }
    const one = await lab.store.contacts.chatWith('whatsapp', [ANA])
    const other = await lab.store.contacts.chatWith('whatsapp', [lid])
    await lab.endpoint(['contact.*'])
    await lab.store.contacts.chatWith('whatsapp', [ANA, lid])
    const [delivery] = await lab.list()
    const told = await lab.inspect(delivery)
    expect(told?.payload.data).toMatchObject({
      contact: {
        id: one.contactId,
        name: null,
        phone: ANA.value,
        identities: [ANA, lid].map((identity) => ({ channel: 'whatsapp', ...identity })),
      },
      merged: [other.contactId],
    })
  })

  it('keeps an event and its change together, and tells when both are there', async () => {
    await lab.endpoint()
    const chat = await lab.chatOf(ANA)
    let told = 0
    lab.store.whenEventsAreWritten(() => (told += 1))
    const before = (await lab.list()).length
    const failing = lab.store.transaction(async (inside) => {
      await addMessage({ ...lab.store, ...inside }, chat, lab.now)
      throw new Error('no')
    })
    const good = lab.store.transaction((inside) =>
      addMessage({ ...lab.store, ...inside }, chat, lab.now),
    )
    const idle = lab.store.transaction(({ outbox }) => outbox.depth())
    await Promise.all([expect(failing).rejects.toThrow('no'), good, idle])
    expect([(await lab.list()).length - before, told]).toEqual([1, 1])
    const [first] = (await lab.list()).slice(-1)
    const inspected = await lab.inspect(first)
    expect(inspected?.payload.sequence).toBe(1)
  })

  it('shows and takes nothing of another tenant', async () => {
    const id = await lab.endpoint()
    await lab.came(await lab.chatOf(ANA))
    const other = storeOver(lab.db, newTenantId(), lab.clock)
    const [mine] = await lab.list()
    const delivery = asWebhookDeliveryId(mine?.id ?? '')
    expect(await other.webhookEndpoints.list()).toEqual([])
    expect(await other.webhookEndpoints.get(id)).toBeUndefined()
    expect(await other.webhookEndpoints.remove(id)).toBe(false)
    expect(await other.webhookEndpoints.update(id, { enabled: false })).toBeUndefined()
    expect(await other.webhookDeliveries.inspect(delivery)).toBeUndefined()
    expect(await other.webhookDeliveries.list({ limit: 9 })).toEqual([])
    expect(await other.webhookRedrives.one(delivery)).toBe(false)
    const range = { from: toIso(0), to: toIso(lab.now + 1) }
    const redrive = await lab.store.webhookRedrives.add({ state: 'dead', ...range })
    expect(await other.webhookRedrives.view(asWebhookRedriveId(redrive.id))).toBeUndefined()
    expect(await other.webhookRedrives.isOpen()).toBe(false)
    const chat = await other.contacts.chatWith('whatsapp', [ANA])
    await addMessage(other, chat.id, lab.now)
    expect(await lab.list()).toHaveLength(2)
  })
})
