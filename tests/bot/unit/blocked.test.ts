import { describe, expect, it } from 'vitest'
import { acceptor } from '../../../bot/conversation/accept.ts'
import { openPeople } from '../../../bot/conversation/people.ts'
import type { MessageId } from '../../../common/domain/ids.ts'
import { asChannelMessageId, asPhone } from '../../../common/domain/ids.ts'
import { EVA, TestConversation } from '../helpers/conversation.ts'

async function world() {
  const bot = await TestConversation.open()
  const moved: (readonly [readonly MessageId[], string, string | undefined])[] = []
  const told: (readonly [string, boolean])[] = []
  const failures: unknown[] = []
  const channel = {
    name: 'whatsapp',
    block: async (address: string, isBlocked: boolean) => {
      told.push([address, isBlocked])
      if (told.length > 1) throw new Error('not connected')
    },
  }
  const people = openPeople({
    store: bot.store,
    channel: channel as never,
    moved: (...change) => moved.push([change[0], change[1], change[2]]),
    learned: () => undefined,
    blockFailed: (error) => failures.push(error),
  })
  let count = 0
  const accept = acceptor({
    store: bot.store,
    clock: bot.clock,
    channel: 'whatsapp',
    newMessageId: () => asChannelMessageId(`OUT${(count += 1)}`),
    accepted: () => undefined,
  })
  const send = (text: string) => accept({ to: asPhone(EVA), type: 'text', text: { body: text } })
  const contactId = async () => {
    const id = await bot.store.contacts.find(EVA)
    if (!id) throw new Error('there is no contact')
    return id
  }
  return { bot, people, moved, told, failures, send, contactId }
}

describe('a blocked contact', () => {
  it('is heard and not answered, until it is unblocked', async () => {
    const { bot, people, told, failures, contactId } = await world()
    await bot.write('one')
    await bot.pass(5000)
    await people.block(await contactId(), true)
    await bot.write('two')
    await bot.pass(5000)
    expect(await bot.texts('inbound')).toEqual(['one', 'two'])
    expect(await bot.texts()).toEqual(['(one)'])
    expect(await bot.store.turns.due([], 10)).toEqual([])
    await people.block(await contactId(), false)
    await bot.write('three')
    await bot.pass(5000)
    expect(await bot.texts()).toEqual(['(one)', '(three)'])
    expect(told).toEqual([
      ['an address', true],
      ['an address', false],
    ])
    // The network could not be told the second time: the bot's own word holds.
    expect(failures).toHaveLength(1)
    await bot[Symbol.asyncDispose]()
  })

  it('gets no answer to what waited or was thought about when it was blocked', async () => {
    const { bot, people, contactId } = await world()
    await bot.write('waits')
    await people.block(await contactId(), true)
    await bot.pass(5000)
    await people.block(await contactId(), false)
    await bot.write('is thought about')
    bot.meanwhile = async () => people.block(await contactId(), true)
    await bot.pass(5000)
    expect(bot.seen).toHaveLength(1)
    expect(await bot.texts()).toEqual([])
    await bot[Symbol.asyncDispose]()
  })

  it('is not written to, and what waited for it is cancelled', async () => {
    const { bot, people, moved, send, contactId } = await world()
    const { id } = await send('before')
    await people.block(await contactId(), true)
    expect(moved).toEqual([[[id], 'cancelled', 'contact_blocked']])
    await expect(send('after')).rejects.toMatchObject({ code: 'contact_blocked' })
    await people.block(await contactId(), false)
    await send('again')
    expect(await bot.texts()).toEqual(['before', 'again'])
    await bot[Symbol.asyncDispose]()
  })

  it('gets nothing that was on its way when it is deleted', async () => {
    const { bot, people, moved, send, contactId } = await world()
    await bot.write('hello')
    const { id } = await send('bye')
    await people.remove(await contactId())
    await bot.pass(5000)
    expect(moved).toEqual([[[id], 'cancelled', 'contact_deleted']])
    expect(bot.seen).toEqual([])
    await bot.write('me again')
    await bot.pass(5000)
    expect(await bot.texts()).toEqual(['(me again)'])
    await bot[Symbol.asyncDispose]()
  })
})

it('marks as read what a human saw on the phone', async () => {
  await using bot = await TestConversation.open()
  await bot.write('one')
  const [chat] = await bot.store.chats.list({ order: 'newest', limit: 1 })
  expect(chat?.unread).toBe(1)
  await bot.write('mine', { fromMe: true })
  expect(await bot.store.chats.view(chat?.id as never)).toMatchObject({ unread: 0 })
})
