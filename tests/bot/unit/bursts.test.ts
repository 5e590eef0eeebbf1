import { expect, it } from 'vitest'
import { OWNER, TestConversation } from '../helpers/conversation.ts'

const turnsSeen = ({ seen }: TestConversation) =>
  seen.map(({ messages, isFirst }) => [messages.map(({ text }) => text), isFirst])

it('merges what a customer writes within two seconds into one turn, oldest first', async () => {
  await using talk = await TestConversation.open()
  await talk.write('hola')
  await talk.pass(1000)
  await talk.write('¿tienen fundas?')
  await talk.pass(999)
  expect(talk.seen).toEqual([])
  await talk.write('para el 15')
  await talk.pass(1)
  await talk.write('¿y cables?')
  await talk.pass(2000)
  expect(turnsSeen(talk)).toEqual([
    [['hola', '¿tienen fundas?', 'para el 15'], true],
    [['¿y cables?'], false],
  ])
  expect(await talk.texts()).toEqual(['(hola ¿tienen fundas? para el 15)', '(¿y cables?)'])
})

it('keeps the burst over a crash: each message belongs to exactly one turn', async () => {
  await using talk = await TestConversation.open()
  await talk.write('a')
  await talk.restart()
  await talk.write('b')
  await talk.restart()
  await talk.pass(2000)
  await talk.restart()
  await talk.pass(5000)
  expect(turnsSeen(talk)).toEqual([[['a', 'b'], true]])
})

it('does not merge two chats, nor wait for owners', async () => {
  await using talk = await TestConversation.open()
  await talk.write('ventas', { contact: [{ kind: 'phone', value: OWNER }] })
  await talk.pass(0)
  await talk.write('stock', { contact: [{ kind: 'phone', value: OWNER }] })
  await talk.pass(0)
  expect(turnsSeen(talk)).toEqual([
    [['ventas'], true],
    [['stock'], false],
  ])
  await talk.write('hola')
  await talk.write('otra persona', { contact: [{ kind: 'lid', value: '7' }] })
  await talk.pass(2000)
  expect(turnsSeen(talk).slice(2)).toEqual([
    [['hola'], true],
    [['otra persona'], true],
  ])
})

it('gives what is written while the agent thinks a turn of its own', async () => {
  await using talk = await TestConversation.open()
  talk.meanwhile = async () => {
    talk.meanwhile = () => undefined
    await talk.write('and this')
  }
  await talk.write('think')
  await talk.pass(2000)
  await talk.pass(2000)
  expect(turnsSeen(talk).map(([texts]) => texts)).toEqual([['think'], ['and this']])
})

it('loses nothing when the clock is set back while the agent thinks', async () => {
  await using talk = await TestConversation.open()
  talk.meanwhile = async () => {
    talk.meanwhile = () => undefined
    talk.clock.advance(-3_600_000)
    await talk.write('an hour earlier')
  }
  await talk.write('now')
  await talk.pass(2000)
  await talk.pass(2000)
  expect(turnsSeen(talk).map(([texts]) => texts)).toEqual([['now'], ['an hour earlier']])
})

it('waits as long as config.json says', async () => {
  await using talk = await TestConversation.open({ bursts: { seconds: 0 } })
  await talk.write('a')
  await talk.write('b')
  await talk.pass(0)
  expect(turnsSeen(talk).map(([texts]) => texts)).toEqual([['a'], ['b']])
})
