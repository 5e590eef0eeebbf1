import { describe, expect, it } from 'vitest'
import { ANA, LUIS, pn, SHOP, World } from './world.ts'

const JUAN = '+5215500000004'
const MEMBERS = [SHOP, ANA, LUIS]

describe('groups', () => {
  it('carry what phones write to all members, with the key to it once', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const { id: group } = world.sim.addGroup({ subject: 'Vecinos', members: MEMBERS })
    const texts = ['hola a todos', 'otra', 'y otra']
    for (const text of texts) {
      const { id } = await world.sim.sendText(ANA, group, text)
      const { key, pushName } = await bot.message(text)
      expect(key).toMatchObject({ remoteJid: group, id, participantAlt: pn(ANA), fromMe: false })
      expect(key.participant).toMatch(/^\d+@lid$/)
      expect(pushName).toBe('Ana')
    }
    await world.sim.settle()
    expect(world.sim.messagesAt(LUIS)).toMatchObject(
      texts.map((text) => ({ from: ANA, to: group, text, copies: 1 })),
    )
    const { id } = await world.sim.sendText(SHOP, group, 'desde el teléfono')
    const own = await bot.message('desde el teléfono')
    expect(own.key).toMatchObject({ remoteJid: group, id, fromMe: true })
    const meta = await bot.socket.groupMetadata(group)
    expect(meta).toMatchObject({ subject: 'Vecinos', addressingMode: 'lid', size: 3 })
    expect(world.sim.stats()).toMatchObject({ retries: 0, keyReuses: 0, unknown: 0 })
  })

  it.each(['lid', 'pn'] as const)(
    'carry what bots write, addressed by %s, and receipts of each member',
    async (addressing) => {
      await using world = await World.open()
      const bot = await world.bot()
      const other = await world.bot(ANA)
      const { id: group } = world.sim.addGroup({ subject: 'Vecinos', members: MEMBERS, addressing })
      const texts = ['uno', 'dos', 'tres']
      for (const text of texts) {
        const since = world.sim.lastEvent
        const id = await bot.sendText(group, text)
        expect((await other.message(text)).key).toMatchObject({ remoteJid: group, id })
        await world.event('receipt', { phone: SHOP, from: LUIS, fromDevice: 0 }, since)
        await world.event('receipt', { phone: SHOP, from: ANA, fromDevice: 1 }, since)
      }
      await world.sim.settle()
      for (const phone of [ANA, LUIS]) {
        expect(world.sim.messagesAt(phone)).toMatchObject(
          texts.map((text) => ({ from: SHOP, to: group, text, copies: 1, device: 1 })),
        )
      }
      expect(world.sim.messagesAt(SHOP, 'sent').map(({ text, to }) => [text, to])).toEqual(
        texts.map((text) => [text, group]),
      )
      expect(world.sim.stats()).toMatchObject({ retries: 0, keyReuses: 0, unknown: 0 })
    },
  )

  it('let who joins read what is written from then on', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    world.sim.addPhone(JUAN, { name: 'Juan' })
    const { id: group } = world.sim.addGroup({ subject: 'Vecinos', members: MEMBERS })
    await bot.sendText(group, 'antes')
    await world.event('receipt', { from: LUIS }, 0)
    expect(world.sim.joinGroup(group, JUAN).members).toHaveLength(4)
    await bot.sendText(group, 'después')
    await world.event('receipt', { from: JUAN }, 0)
    expect(world.sim.messagesAt(JUAN)).toMatchObject([{ text: 'después', status: 'received' }])
  })

  it('are closed to who is not in them', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const { id: group } = world.sim.addGroup({ subject: 'Otros', members: [ANA, LUIS] })
    await expect(bot.socket.groupMetadata(group)).rejects.toThrow('forbidden')
    await expect(async () => world.sim.sendText(SHOP, group, 'hola')).rejects.toMatchObject({
      code: 'not_in_group',
    })
    await expect(async () => world.sim.sendText(SHOP, '1@g.us', 'hola')).rejects.toMatchObject({
      code: 'unknown_group',
    })
  })

  it('heal when one side cannot decrypt', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const { id: group } = world.sim.addGroup({ subject: 'Vecinos', members: MEMBERS })
    world.sim.addFault({ kind: 'undecryptable-in', phone: SHOP })
    await world.sim.sendText(ANA, group, 'primera, dañada')
    await bot.message('primera, dañada')
    world.sim.addFault({ kind: 'undecryptable-in', phone: SHOP })
    await world.sim.sendText(ANA, group, 'con llave, dañada')
    await bot.message('con llave, dañada')
    await world.sim.sendText(ANA, group, 'sana')
    await bot.message('sana')
    world.sim.addFault({ kind: 'undecryptable-out', phone: LUIS })
    const arrived = world.event('message', { phone: LUIS, text: 'de vuelta' })
    await bot.sendText(group, 'de vuelta')
    await arrived
    await world.sim.settle()
    const statuses = world.sim.messagesAt(LUIS).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set(['received']))
    expect(world.sim.stats()).toMatchObject({ retries: 3, keyReuses: 0 })
  })

  it('know answers, reactions and files, with who wrote what', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const { id: group } = world.sim.addGroup({ subject: 'Vecinos', members: MEMBERS })
    const { id } = await world.sim.sendText(ANA, group, '¿quién trae hielo?')
    await world.event('receipt', { from: LUIS }, 0)
    await world.sim.send(LUIS, group, { type: 'text', text: 'yo', replyTo: id })
    const { message, key } = await bot.message('yo')
    const asked = await bot.message('¿quién trae hielo?')
    expect(message?.extendedTextMessage?.contextInfo).toMatchObject({
      stanzaId: id,
      participant: asked.key.participant,
    })
    expect(key.participant).not.toBe(asked.key.participant)
    const picture = {
      type: 'image',
      data: Buffer.from('not quite one').toString('base64'),
    } as const
    await world.sim.send(LUIS, group, picture)
    await bot.until('the picture', () => bot.received.find((one) => one.message?.imageMessage))
  })

  it('show when one key serves two texts', async () => {
    await using world = await World.open()
    const bot = await world.bot()
    const { id: group } = world.sim.addGroup({ subject: 'Vecinos', members: MEMBERS })
    await bot.sendText(group, 'uno')
    await world.event('receipt', { from: LUIS }, 0)
    const before = bot.auth.copy()
    await bot.sendText(group, 'dos')
    await world.event('message', { phone: LUIS, text: 'dos' }, 0)
    await bot.end()
    const back = world.client(before)
    await back.connect().open()
    const reused = world.event('key-reused', { phone: LUIS, from: SHOP, fromDevice: 1 })
    await back.sendText(group, 'tres')
    await reused
  })
})
