import { afterEach, describe, expect, it } from 'vitest'
import { releaseKnown } from '../../../bot/conversation/pacing/holding.ts'
import { deedsFor } from '../../../bot/conversation/deeds.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import { EVA, OWNER } from '../helpers/conversation.ts'
import { PacedWorld } from '../helpers/paced-world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const stranger = (index: number) => `+54911555600${String(index).padStart(2, '0')}`

let world: PacedWorld
const open = async (...rules: Parameters<typeof PacedWorld.open>) =>
  (world = await PacedWorld.open(...rules))
const view = (id: string) => world.talk.store.messages.view(id as never)

afterEach(() => world[Symbol.asyncDispose]())

describe('writing to strangers', () => {
  it('begins no more chats than the budget, and says of the others why and until when', async () => {
    await open()
    const ids: string[] = []
    for (let index = 0; index < 30; index += 1) {
      ids.push(await world.send(stranger(index), `n${index}`))
    }
    await world.pass(10 * MINUTE)
    expect(world.sent).toHaveLength(5)
    const held = (await world.talk.store.holds.overview())[0]
    expect(held).toMatchObject({ reason: 'new_chats_today', count: 25 })
    expect(await view(ids.at(-1) ?? '')).toMatchObject({
      delivery: 'held',
      reason: 'new_chats_today',
      until: expect.any(String),
      sentence: expect.stringContaining('pacing.new_chats'),
    })
  })

  it('begins none where the budget is 0, and goes on when it is more', async () => {
    await open({ new_chats: { per_day: 0 } })
    const id = await world.send(stranger(1), 'hola')
    await world.pass(HOUR)
    expect(await view(id)).toMatchObject({ delivery: 'held', reason: 'new_chats_today' })
    Object.assign(world.talk.business, {
      pacing: { ...world.talk.business.pacing, enabled: false },
    })
    world.wake()
    await world.pass(0)
    expect(world.texts).toEqual(['hola'])
  })

  it('waits for the morning of the business, then goes on by itself', async () => {
    // It is 18:00 there.
    const night = { quiet_hours: { from: '17:00', to: '09:00' } }
    await open(night, { timezone: 'America/Mexico_City' })
    const id = await world.send(stranger(1), 'buenas noches')
    await world.pass(14 * HOUR)
    expect(await view(id)).toMatchObject({ delivery: 'held', reason: 'quiet_hours' })
    await world.pass(HOUR + 5 * MINUTE)
    expect(world.texts).toEqual(['buenas noches'])
  })

  it('goes on when somebody sets the clock back', async () => {
    await open()
    await world.send(stranger(1), 'one')
    await world.pass(0)
    await world.send(stranger(2), 'two')
    await world.pass(0)
    expect(world.texts).toEqual(['one'])
    world.talk.clock.advance(-3 * HOUR)
    world.wake()
    await world.pass(2 * MINUTE)
    expect(world.texts).toEqual(['one', 'two'])
  })

  it('knows no night where nobody has said where the business is', async () => {
    await open({ quiet_hours: { from: '00:00', to: '23:59' } })
    await world.send(stranger(1), 'hola')
    await world.pass(0)
    expect(world.texts).toEqual(['hola'])
  })

  it('ends as expired what is held beyond its time, for all to see', async () => {
    await open({ new_chats: { per_day: 0 } })
    const id = await world.send(stranger(1), 'oferta de hoy', 3600)
    await world.pass(2 * HOUR)
    expect(await view(id)).toMatchObject({ delivery: 'failed', reason: 'expired' })
    expect(world.moved.at(-1)).toMatchObject({ ids: [id], to: 'failed', reason: 'expired' })
  })

  it('does not take for strangers whom the phone knows from before', async () => {
    await open({ new_chats: { per_day: 0 } })
    const { store } = world.talk
    const id = await world.send(stranger(1), 'su pedido')
    await world.pass(MINUTE)
    const past = {
      contact: [{ kind: 'phone', value: stranger(1) }],
      name: undefined,
      address: `${stranger(1)}@lab`,
      fromMe: true,
      place: 1,
      channelMessageId: asChannelMessageId('OLD'),
      type: 'text',
      text: 'el año pasado',
      delivery: 'read',
      at: world.now - 60 * DAY,
    } as const
    await store.transaction(({ history }) => history.add('whatsapp', [past]))
    expect(await view(id)).toMatchObject({ delivery: 'held' })
    await releaseKnown({
      store,
      clock: world.talk.clock,
      business: () => world.talk.business,
      moved: () => world.wake(),
    })
    await world.pass(0)
    expect(world.texts).toEqual(['su pedido'])
  })

  it('lets a change of what was sent pass what is held, but not what it changes', async () => {
    await open({ new_chats: { unanswered: 1 } })
    const { store, clock } = world.talk
    const sent = await world.send(stranger(1), 'cuesta 10')
    await world.pass(0)
    const held = await world.send(stranger(1), '¿lo quiere?')
    await world.pass(0)
    expect(await view(held)).toMatchObject({ delivery: 'held', reason: 'chat_limit' })
    let count = 0
    const deeds = deedsFor({
      store,
      clock,
      channel: 'whatsapp',
      newMessageId: () => asChannelMessageId(`DEED${(count += 1)}`),
      accepted: () => world.wake(),
      cancel: async () => false,
    })
    const [, late] = [await deeds.edit(sent, 'cuesta 12'), await deeds.edit(held, 'mejor')]
    await world.pass(0)
    expect(world.texts).toEqual(['cuesta 10', 'edit'])
    expect(await view(late.id)).toMatchObject({ delivery: 'held', reason: 'chat_limit' })
  })
})

describe('answers', () => {
  it('go while strangers wait, seen typing; an API caller is not delayed', async () => {
    await open()
    for (let index = 0; index < 10; index += 1) await world.send(stranger(index), `n${index}`)
    await world.pass(0)
    await world.hear('hola')
    await world.pass(2000)
    expect(world.texts).not.toContain('(hola)')
    expect(world.typed).toHaveLength(1)
    await world.pass(3000)
    expect(world.texts).toContain('(hola)')
    await world.send(EVA, 'su pedido')
    await world.pass(0)
    expect(world.texts.at(-1)).toBe('su pedido')
  })

  it('do not wait behind what is held for the same person', async () => {
    await open({ new_chats: { per_day: 0 } })
    await world.send(EVA, 'oferta')
    await world.pass(MINUTE)
    expect(world.sent).toEqual([])
    await world.hear('hola')
    await world.pass(5000)
    expect(world.texts).toEqual(['oferta', '(hola)'])
  })

  it('find a lane though the network is slow with all that others get', async () => {
    await open({ bot: { others_per_minute: 0 } })
    const known = [...Array(12).keys()].map(stranger)
    for (const phone of known) await world.hear('hola', phone)
    await world.pass(25 * HOUR)
    world.sent.length = 0
    const slow = Promise.withResolvers<undefined>()
    const { channel } = world
    const send = channel.send.bind(channel)
    let waiting = 0
    channel.send = async (message) => {
      if (message.phone !== EVA) {
        waiting += 1
        await slow.promise
      }
      return await send(message)
    }
    for (const phone of known) await world.send(phone, 'oferta')
    await world.hear('hola')
    for (let round = 0; round < 10; round += 1) await world.tick(1000)
    expect([waiting, world.texts]).toEqual([6, ['(hola)']])
    slow.resolve(undefined)
    await world.settle()
  })

  it('to the owner wait for nothing, and are not typed', async () => {
    await open({ new_chats: { per_day: 0 } })
    await world.send(OWNER, 'informe')
    await world.pass(0)
    await world.hear('¿cuánto vendí?', OWNER)
    await world.pass(0)
    expect(world.texts).toEqual(['informe', '(¿cuánto vendí?)'])
    expect(world.typed).toEqual([])
  })
})
