import { describe, expect, it } from 'vitest'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { child, childBytes, children } from '../../simulator/wire/node.ts'
import type { BaileysClient } from './baileys-client.ts'
import { ANA, LUIS, pn, SHOP, World } from './world.ts'

describe('delivery to companions', () => {
  it('waits for a companion that is away, in order, each once', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const away = world.event('disconnected', { phone: SHOP })
    await bot.end()
    await away
    for (const text of ['a', 'b', 'c']) await world.sim.sendText(ANA, SHOP, text)
    expect(world.sim.phones()[0]?.devices[0]?.queued).toBeGreaterThanOrEqual(3)
    const since = world.sim.lastEvent
    await bot.connect().open()
    await bot.message('c')
    expect(bot.texts()).toEqual(['a', 'b', 'c'])
    const last = world.sim.messagesAt(ANA, 'sent').at(-1)
    await world.event('delivered', { id: last?.id }, since)
    await bot.end()
    const again = bot.received.length
    const active = world.event('active', { phone: SHOP, offline: 0 })
    await bot.connect().open()
    await active
    expect(bot.received).toHaveLength(again)
  })

  it('hands a message over again when its receipt was lost', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ kind: 'lose-receipt', phone: SHOP })
    const lost = world.event('fault', { kind: 'lose-receipt' })
    const { id } = await world.sim.sendText(ANA, SHOP, 'dos veces')
    await lost
    await bot.end()
    const delivered = world.event('rejected', { id })
    await bot.connect().open()
    // Stock Baileys cannot decrypt a first-contact message twice and refuses the copy.
    await expect(delivered).resolves.toMatchObject({ error: '487' })
  })

  it('sends a stanza twice or out of order when told', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    await world.sim.sendText(ANA, SHOP, 'cero')
    await bot.message('cero')
    world.sim.addFault({ kind: 'reorder', phone: SHOP })
    await world.sim.sendText(ANA, SHOP, 'uno')
    await world.sim.sendText(ANA, SHOP, 'dos')
    await bot.message('uno')
    expect(bot.texts()).toEqual(['cero', 'dos', 'uno'])
    world.sim.addFault({ kind: 'duplicate', phone: SHOP })
    const twice = world.event('fault', { kind: 'duplicate' })
    await world.sim.sendText(ANA, SHOP, 'tres')
    await twice
    await bot.message('tres')
  })

  it('keeps a deaf connection open but gives it nothing until it logs in anew', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ kind: 'deaf', phone: SHOP })
    await world.sim.sendText(ANA, SHOP, 'no se oye')
    await bot.socket.fetchBlocklist()
    expect(bot.texts()).toEqual([])
    await bot.end()
    await bot.connect().open()
    await bot.message('no se oye')
  })

  it('lets a deaf connection hear again when faults are cleared', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ kind: 'deaf', phone: SHOP })
    await world.sim.sendText(ANA, SHOP, 'se oye después')
    world.sim.clearFaults()
    await bot.message('se oye después')
  })
})

describe('decryption that fails', () => {
  it('at the companion: the phone encrypts again', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    for (const text of ['primer contacto', 'sesión abierta']) {
      world.sim.addFault({ kind: 'undecryptable-in', phone: SHOP })
      const retry = world.event('retry', { asks: 'companion', phone: ANA })
      const { id } = await world.sim.sendText(ANA, SHOP, text)
      await retry
      const delivered = world.event('delivered', { id }, 0)
      expect((await bot.message(text)).key.id).toBe(id)
      await delivered
      await bot.sendText(pn(ANA), 'sigue')
    }
    expect(world.sim.stats().events['not-resent']).toBeUndefined()
  })

  it('at the phone: the companion encrypts again', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    for (const [at, text] of ['primer contacto', 'sesión abierta'].entries()) {
      const to = at === 0 ? ANA : LUIS
      await bot.status(await bot.sendText(pn(to), 'antes'), 3)
      world.sim.addFault({ kind: 'undecryptable-out', phone: to })
      const asked = world.event('retry', { asks: 'phone', phone: to, peer: SHOP })
      const id = await bot.sendText(pn(to), text)
      await asked
      await world.event('message', { phone: to, id }, 0)
      await bot.status(id, 3)
      const got = world.sim.messagesAt(to).find((message) => message.id === id)
      expect(got).toMatchObject({ text, copies: 1, status: 'received' })
    }
  })

  it('shows as a placeholder while the message is missing', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ kind: 'undecryptable-out', phone: ANA, times: 20 })
    const given = world.event('retry', { asks: 'phone', phone: ANA, count: 2 })
    const id = await bot.sendText(pn(ANA), 'nunca legible')
    await given
    expect(world.sim.messagesAt(ANA)).toMatchObject([
      { id, type: 'ciphertext', text: '', copies: 0, status: 'undecrypted' },
    ])
  })

  it('on a session the bot lost: the phone asks, the bot heals', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    await world.sim.sendText(ANA, SHOP, 'hola')
    await bot.message('hola')
    await bot.status(await bot.sendText(pn(ANA), 'antes'), 3)
    await bot.end()
    bot.auth.forget('session')
    await bot.connect().open()
    await world.sim.sendText(ANA, SHOP, 'sin sesión')
    await bot.message('sin sesión')
    const id = await bot.sendText(pn(ANA), 'después')
    await bot.status(id, 3)
    expect(world.sim.messagesAt(ANA).at(-1)).toMatchObject({ text: 'después', copies: 1 })
  })
})

describe('what the service does to a message of a companion', () => {
  it('delivers it without an ack, refuses it, or loses it', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const acks: string[] = []
    bot.socket.ws.on('CB:ack,class:message', (node: { attrs: Record<string, string> }) =>
      acks.push(`${node.attrs['id']} ${node.attrs['error'] ?? 'ok'}`),
    )
    await bot.status(await bot.sendText(pn(ANA), 'normal', 'ID0'), 3)
    world.sim.addFault({ kind: 'no-ack', phone: SHOP })
    await bot.status(await bot.sendText(pn(ANA), 'sin ack', 'ID1'), 3)
    world.sim.addFault({ kind: 'nack', phone: SHOP, code: 463 })
    const refused = world.event('refused', { id: 'ID2', code: 463 })
    await bot.sendText(pn(ANA), 'rechazado', 'ID2')
    await refused
    world.sim.addFault({ kind: 'lose-message', phone: SHOP })
    const lost = world.event('fault', { kind: 'lose-message' })
    await bot.sendText(pn(ANA), 'perdido', 'ID3')
    await lost
    await bot.status(await bot.sendText(pn(ANA), 'otra vez normal', 'ID4'), 3)
    expect(acks).toEqual(['ID0 ok', 'ID2 463', 'ID4 ok'])
    const texts = world.sim.messagesAt(ANA).map(({ text }) => text)
    expect(texts).toEqual(['normal', 'sin ack', 'otra vez normal'])
  })

  it('counts copies of an id', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    await bot.status(await bot.sendText(pn(ANA), 'igual', 'SAME'), 3)
    const second = world.event('message', { phone: ANA, copies: 2 })
    await bot.sendText(pn(ANA), 'igual', 'SAME')
    await second
    expect(world.sim.messagesAt(ANA)).toMatchObject([{ id: 'SAME', copies: 2 }])
  })
})

describe('phones that are away', () => {
  it('get nothing and confirm nothing until they are back', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.setOnline(ANA, false)
    const accepted = world.event('accepted')
    const id = await bot.sendText(pn(ANA), 'cuando vuelvas')
    await accepted
    await world.sim.settle()
    expect(world.sim.messagesAt(ANA)).toEqual([])
    await expect(async () => world.sim.sendText(ANA, SHOP, 'x')).rejects.toMatchObject({
      code: 'phone_offline',
    })
    world.sim.setOnline(ANA, true)
    await bot.status(id, 3)
    expect(world.sim.messagesAt(ANA)).toMatchObject([{ id, copies: 1 }])
  })

  it('withhold a delivery receipt when told', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ kind: 'no-receipt', phone: ANA })
    const withheld = world.event('fault', { kind: 'no-receipt' })
    const id = await bot.sendText(pn(ANA), 'sin acuse')
    await withheld
    world.sim.markRead(ANA, [id])
    await bot.status(id, 4)
  })
})

describe('prekeys', () => {
  it('are used once each, and refilled when they run low', async () => {
    await using world = await World.open()
    await world.bot(SHOP)
    const asker = await world.bot(ANA)
    const before = world.sim.phones()[0]?.devices[0]?.prekeys ?? 0
    const refilled = world.event('prekeys', { phone: SHOP })
    const ids = await takeKeys(asker, '5215500000001:1@s.whatsapp.net', before - 2)
    expect(new Set(ids).size).toBe(before - 2)
    await expect(refilled).resolves.toMatchObject({ uploaded: 5, left: 7 })
    const [last] = await takeKeys(asker, '5215500000001:1@s.whatsapp.net', 1)
    expect(ids).not.toContain(last)
    expect(world.sim.stats()).toMatchObject({ unknown: 0 })
  })
})

/** Asks the service for bundles of a device; gives the ids of the one-time prekeys. */
async function takeKeys(asker: BaileysClient, jid: string, times: number): Promise<string[]> {
  const users = Array.from({ length: times }, () => ({ tag: 'user', attrs: { jid } }))
  const reply: BinaryNode = await asker.socket.query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'get', xmlns: 'encrypt' },
    content: [{ tag: 'key', attrs: {}, content: users }],
  })
  return children(child(reply, 'list'), 'user').map(
    (user) => childBytes(child(user, 'key'), 'id')?.toString('hex') ?? 'none',
  )
}
