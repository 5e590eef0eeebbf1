import { describe, expect, it } from 'vitest'
import { ANA, LUIS, pn, SHOP, World } from './world.ts'

describe('messages', () => {
  it('go both ways under hidden ids, delivered and read', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const { id: first } = await world.sim.sendText(ANA, SHOP, 'hola 👋')
    const got = await bot.message('hola 👋')
    expect(got.key).toMatchObject({
      id: first,
      remoteJid: expect.stringMatching(/@lid$/),
      remoteJidAlt: pn(ANA),
      addressingMode: 'lid',
    })
    expect(got.pushName).toBe('Ana')
    const arrived = world.event('receipt', { phone: ANA, status: 'read', fromDevice: 1 })
    await bot.socket.readMessages([got.key])
    await arrived
    expect(world.sim.messagesAt(ANA, 'sent')).toMatchObject([{ id: first, status: 'read' }])

    const id = await bot.sendText(got.key.remoteJid ?? '', 'buenos días')
    await bot.status(id, 3)
    expect(world.sim.messagesAt(ANA)).toMatchObject([
      { id, from: SHOP, to: ANA, text: 'buenos días', type: 'text', copies: 1, device: 1 },
    ])
    world.sim.markRead(ANA, [id])
    await bot.status(id, 4)
    world.sim.markRead(ANA, [id], 'played')
    await bot.status(id, 5)
  })

  it('go both ways under phone numbers', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    await world.sim.sendText(LUIS, SHOP, 'por número')
    const got = await bot.message('por número')
    expect(got.key).toMatchObject({ remoteJid: pn(LUIS), addressingMode: 'pn' })
    expect(got.key.remoteJidAlt).toMatch(/@lid$/)
    const id = await bot.sendText(pn(LUIS), 'respuesta')
    await bot.status(id, 3)
    expect(world.sim.messagesAt(LUIS)).toMatchObject([{ text: 'respuesta', copies: 1 }])
  })

  it('keep one session per person, whether written to by number or by hidden id', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    await world.sim.sendText(ANA, SHOP, 'uno')
    const { key } = await bot.message('uno')
    const texts = ['por número', 'por lid', 'otra vez por número', 'y por lid']
    for (const [at, text] of texts.entries()) {
      const id = await bot.sendText(at % 2 === 0 ? pn(ANA) : (key.remoteJid ?? ''), text)
      await bot.status(id, 3)
      await world.sim.sendText(ANA, SHOP, `eco ${text}`)
      await bot.message(`eco ${text}`)
    }
    expect(world.sim.messagesAt(ANA).map(({ text }) => text)).toEqual(texts)
    expect(world.sim.stats()).toMatchObject({ retries: 0, keyReuses: 0, unknown: 0 })
  })

  it('can be sent first to somebody who never wrote', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const id = await bot.sendText(pn(ANA), 'primer contacto')
    await bot.status(id, 3)
    await world.sim.sendText(ANA, SHOP, 'gracias')
    await bot.message('gracias')
  })

  it('arrive in the order they were sent', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const sent = Array.from({ length: 40 }, (_, at) => `n${at}`)
    await Promise.all(sent.map((text) => world.sim.sendText(ANA, SHOP, text)))
    await bot.message('n39')
    expect(bot.texts()).toEqual(sent)
  })

  it('are copied to the own phone and to every other companion', async () => {
    await using world = await World.open()
    const first = await world.bot()
    const second = await world.bot()
    await world.sim.sendText(ANA, SHOP, 'para todos')
    await first.message('para todos')
    await second.message('para todos')
    const id = await first.sendText(pn(ANA), 'del primero')
    await first.status(id, 3)
    const copy = await second.message('del primero')
    expect(copy.key).toMatchObject({ fromMe: true, id })
    expect(world.sim.messagesAt(SHOP, 'sent')).toMatchObject([
      { id, from: SHOP, to: ANA, text: 'del primero', device: 1 },
    ])
    expect(world.sim.stats().retries).toBe(0)
  })

  it('typed on the own phone reach the companion as its own', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    for (const to of [ANA, LUIS]) {
      const { id } = await world.sim.sendText(SHOP, to, `yo a ${to}`)
      const got = await bot.message(`yo a ${to}`)
      expect(got.key).toMatchObject({ fromMe: true, id })
      const jids = [got.key.remoteJid, got.key.remoteJidAlt]
      expect(jids).toContain(pn(to))
      expect(world.sim.messagesAt(to)).toMatchObject([{ id, text: `yo a ${to}`, device: 0 }])
    }
    const { id } = await world.sim.sendText(SHOP, SHOP, 'nota para mí')
    expect((await bot.message('nota para mí')).key).toMatchObject({ fromMe: true, id })
  })

  it('go from bot to bot and between phones', async () => {
    await using world = await World.open()
    const shop = await world.bot(SHOP)
    const ana = await world.bot(ANA)
    const id = await shop.sendText(pn(ANA), 'de bot a bot')
    expect((await ana.message('de bot a bot')).key.id).toBe(id)
    await shop.status(id, 3)
    const back = await ana.sendText(pn(SHOP), 'y de vuelta')
    expect((await shop.message('y de vuelta')).key.id).toBe(back)
    const { id: plain } = await world.sim.sendText(ANA, LUIS, 'entre teléfonos')
    await world.event('receipt', { phone: ANA, from: LUIS }, 0)
    expect(world.sim.messagesAt(LUIS)).toMatchObject([{ id: plain, from: ANA, copies: 1 }])
  })

  it('never reach another account', async () => {
    await using world = await World.open()
    const shop = await world.bot(SHOP)
    const luis = await world.bot(LUIS)
    await world.sim.sendText(ANA, SHOP, 'para shop')
    await world.sim.sendText(ANA, LUIS, 'para luis')
    await shop.message('para shop')
    await luis.message('para luis')
    const ids = [await shop.sendText(pn(ANA), 'de shop'), await luis.sendText(pn(ANA), 'de luis')]
    await shop.status(ids[0] ?? '', 3)
    await luis.status(ids[1] ?? '', 3)
    expect(shop.texts()).toEqual(['para shop', 'de shop'])
    expect(luis.texts()).toEqual(['para luis', 'de luis'])
    expect(world.sim.messagesAt(ANA)).toMatchObject([
      { from: SHOP, text: 'de shop' },
      { from: LUIS, text: 'de luis' },
    ])
  })

  it('are refused with 479 when they reach nobody', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const refused = world.event('refused', { code: 479 })
    const id = await bot.sendText(pn('+5215599999999'), 'a nadie')
    await refused
    expect(await bot.errorOf(id)).toBe('479')
  })

  it('show typing and presence as events', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const typing = world.event('typing', { phone: ANA, from: SHOP, state: 'composing' })
    await bot.socket.sendPresenceUpdate('composing', pn(ANA))
    await typing
    const recording = world.event('typing', { state: 'recording' })
    await bot.socket.sendPresenceUpdate('recording', pn(ANA))
    await recording
  })

  it('come without the other address while the mapping is late', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addFault({ kind: 'late-lid', phone: ANA })
    await world.sim.sendText(ANA, SHOP, 'sin número')
    expect((await bot.message('sin número')).key.remoteJidAlt).toBeUndefined()
    world.sim.clearFaults()
    await world.sim.sendText(ANA, SHOP, 'con número')
    expect((await bot.message('con número')).key.remoteJidAlt).toBe(pn(ANA))
  })
})
