import { proto } from '@whiskeysockets/baileys'
import { expect, it } from 'vitest'
import type { PhoneMessage } from '../../simulator/phones/phone-message.ts'
import { ANA, SHOP, World } from './world.ts'

const CARD = { name: 'Eva', vcard: 'BEGIN:VCARD\nVERSION:3.0\nFN:Eva\nEND:VCARD' }

const SENT: readonly PhoneMessage[] = [
  { type: 'text', text: 'hola' },
  { type: 'location', latitude: -34.5, longitude: -58.25, name: 'Casa' },
  { type: 'location', latitude: 1.5, longitude: 2.5, live: true },
  { type: 'contacts', contacts: [CARD] },
  { type: 'contacts', contacts: [CARD, CARD] },
  { type: 'poll', question: '¿Cuál?', options: ['a', 'b'], selectable: 1 },
]

it('phones write every kind of message, and see what others wrote', async () => {
  await using world = await World.open()
  const bot = await world.bot()
  for (const message of SENT) await world.sim.send(ANA, SHOP, message)
  const { id } = await world.sim.send(ANA, SHOP, { type: 'text', text: 'dos' }, 'ephemeral')
  await world.sim.send(ANA, SHOP, { type: 'reaction', of: id, emoji: '👍' })
  await world.sim.send(ANA, SHOP, { type: 'edit', of: id, text: 'tres' })
  await world.sim.send(ANA, SHOP, { type: 'delete', of: id })
  await world.sim.settle()
  const seen = world.sim.messagesAt(SHOP)
  expect(seen.slice(0, SENT.length).map(({ content }) => content)).toEqual(SENT)
  expect(seen.slice(SENT.length)).toMatchObject([
    { id, type: 'text', text: 'dos', edited: 'tres', deleted: true },
    { content: { type: 'reaction', of: id, emoji: '👍', ofOwn: true } },
    { content: { type: 'edit', of: id, text: 'tres' } },
    { content: { type: 'delete', of: id } },
  ])
  await expect.poll(() => bot.received.length).toBeGreaterThanOrEqual(SENT.length + 4)
})

it('a phone answers only what is in its chat, and changes nothing that is not its own', async () => {
  await using world = await World.open()
  const bot = await world.bot()
  for (const type of ['delete', 'vote'] as const) {
    const deed = type === 'vote' ? { type, of: 'X', options: [] } : { type, of: 'X' }
    await expect(world.sim.send(ANA, SHOP, deed)).rejects.toMatchObject({ code: 'unknown_message' })
  }
  const { id } = await world.sim.sendText(ANA, SHOP, 'hola')
  const { key } = await bot.message('hola')
  const protocolMessage = { key, type: proto.Message.ProtocolMessage.Type.REVOKE }
  const deed = await bot.socket.relayMessage(key.remoteJid ?? '', { protocolMessage }, {})
  await bot.status(deed, 3)
  const [mine] = world.sim.messagesAt(ANA, 'sent')
  expect(mine).toMatchObject({ id, text: 'hola' })
  expect(mine).not.toHaveProperty('deleted')
})
