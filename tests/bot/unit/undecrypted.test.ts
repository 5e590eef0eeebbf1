import { describe, expect, it } from 'vitest'
import { RetryBudget } from '../../../bot/channels/whatsapp/retry-budget.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import { TestConversation } from '../helpers/conversation.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const id = asChannelMessageId('GARBLED')
const unreadable = { id, type: 'undecrypted', text: null }

describe('a message that cannot be read', () => {
  it('is there without a turn, and is filled in place by the copy that can', async () => {
    await using talk = await TestConversation.open()
    await talk.write('', unreadable)
    await talk.write('', unreadable)
    await talk.pass(60_000)
    const [placeholder, ...others] = await talk.store.messages.list({ limit: 9 })
    expect([placeholder?.type, placeholder?.text, others]).toEqual(['undecrypted', null, []])
    expect(talk.seen).toEqual([])
    await talk.write('se leía mal', { id })
    await talk.write('se leía mal', { id })
    await talk.write('', unreadable)
    await talk.pass(0)
    expect(talk.seen.map(({ text, isFirst }) => [text, isFirst])).toEqual([['se leía mal', true]])
    const [filled] = await talk.store.messages.list({ direction: 'inbound', limit: 9 })
    expect([filled?.id, filled?.type]).toEqual([placeholder?.id, 'text'])
    expect(await talk.texts('inbound')).toEqual(['se leía mal'])
  })

  it('never leads to a second first turn', async () => {
    await using talk = await TestConversation.open()
    await talk.write('', unreadable)
    await talk.write('hola')
    await talk.pass(2000)
    await talk.write('por fin', { id })
    await talk.pass(2000)
    expect(talk.seen.map(({ text, isFirst }) => [text, isFirst])).toEqual([
      ['hola', true],
      ['por fin', false],
    ])
  })

  it('leaves the first turn to a later message that waits when its copy comes', async () => {
    await using talk = await TestConversation.open()
    await talk.write('', unreadable)
    await talk.write('hola')
    await talk.write('por fin', { id })
    await talk.pass(2000)
    expect(talk.seen.map(({ text, isFirst }) => [text, isFirst])).toEqual([
      ['hola', true],
      ['por fin', false],
    ])
  })

  it('is found in the chat of a contact that was merged meanwhile', async () => {
    await using talk = await TestConversation.open()
    const [lid, phone] = [
      { kind: 'lid', value: '7' },
      { kind: 'phone', value: '+5491155550002' },
    ] as const
    await talk.write('primero', { contact: [phone] })
    await talk.write('', { ...unreadable, contact: [lid] })
    await talk.write('ahora sí', { id, contact: [lid, phone] })
    await talk.pass(2000)
    expect(await talk.texts('inbound')).toEqual(['primero', 'ahora sí'])
    expect(new Set(talk.seen.map(({ text }) => text))).toEqual(new Set(['primero', 'ahora sí']))
  })

  it('silences the chat when a human wrote it on the linked phone, and gets no turn', async () => {
    await using talk = await TestConversation.open()
    await talk.write('', { ...unreadable, fromMe: true })
    await talk.write('hola')
    await talk.write('yo atiendo', { id, fromMe: true })
    await talk.pass(2000)
    expect([talk.seen, await talk.texts()]).toEqual([[], ['yo atiendo']])
  })
})

describe('the budget for copies', () => {
  const LIMITS = { perChat: 2, perBot: 3, window: 1000 }

  it('ends in a chat, then in all of them, and comes back with time', () => {
    const clock = new ManualClock()
    const budget = new RetryBudget(clock, LIMITS)
    const spend = (...chats: string[]) => chats.map((chat) => budget.spend(chat))
    expect(spend('a', 'a', 'a', 'a')).toEqual([true, true, false, false])
    expect(budget.deniedChats).toBe(1)
    expect(spend('b', 'b', 'c')).toEqual([true, false, false])
    expect(budget.deniedChats).toBe(3)
    clock.advance(1000)
    expect(budget.deniedChats).toBe(0)
    expect(spend('a', 'b')).toEqual([true, true])
  })
})
