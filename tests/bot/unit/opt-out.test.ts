import { afterEach, expect, it } from 'vitest'
import { EVA, OWNER } from '../helpers/conversation.ts'
import { PacedWorld } from '../helpers/paced-world.ts'

const MINUTE = 60_000

let world: PacedWorld
const view = (id: string) => world.talk.store.messages.view(id as never)

afterEach(() => world[Symbol.asyncDispose]())

it.each([{}, { enabled: false }])(
  'silences at once whoever asks for it, until it comes back (%o)',
  async (rules) => {
    world = await PacedWorld.open(rules)
    await world.hear('¡Baja!')
    await world.pass(MINUTE)
    expect(world.texts).toEqual([expect.stringContaining('ALTA')])
    await expect(world.send(EVA, 'oferta')).rejects.toMatchObject({
      code: 'contact_opted_out',
      status: 409,
    })
    await world.hear('¿hola?')
    await world.hear('baja')
    await world.pass(MINUTE)
    expect(world.sent).toHaveLength(1)
    await world.hear('alta')
    await world.pass(MINUTE)
    expect(world.texts.slice(1)).toEqual(['(alta)'])
    await world.send(EVA, 'bienvenida')
    await world.pass(0)
    expect(world.texts.at(-1)).toBe('bienvenida')
  },
)

it('ends what waits, what is held and what is being thought about', async () => {
  world = await PacedWorld.open({ new_chats: { per_day: 0 } })
  const held = await world.send(EVA, 'oferta')
  await world.pass(MINUTE)
  expect(await view(held)).toMatchObject({ delivery: 'held' })
  world.isOnline = false
  await world.hear('hola')
  const queued = await world.send(EVA, 'otra')
  world.talk.meanwhile = () => world.hear('STOP')
  await world.pass(5000)
  world.talk.meanwhile = () => undefined
  world.isOnline = true
  world.wake()
  await world.pass(MINUTE)
  for (const id of [held, queued]) {
    expect(await view(id)).toMatchObject({ delivery: 'cancelled', reason: 'contact_opted_out' })
  }
  expect(world.talk.seen).toHaveLength(1)
  expect(world.texts).toEqual([expect.stringContaining('no te escribiremos')])
  const contact = await world.talk.store.contacts.find(EVA)
  expect(contact && (await world.talk.store.contacts.view(contact))?.optedOutAt).toMatch(/Z$/)
})

it.each([
  'alto',
  'parar',
  'cancelar',
  'salir',
  'start',
  'volver',
  'dame de baja la línea',
  'stop it?',
])('takes %s for what customers say', async (text) => {
  world = await PacedWorld.open()
  await world.hear(text)
  await world.pass(MINUTE)
  expect(world.texts).toEqual([`(${text})`])
})

it.each([
  'BAJA',
  'Stop.',
  'no me escriban mas',
  'cancelar suscripcion',
  'Descadastrar',
  'UNSUBSCRIBE',
])('takes %s for a wish to hear nothing', async (text) => {
  world = await PacedWorld.open()
  await world.hear(text)
  await world.pass(MINUTE)
  await expect(world.send(EVA, 'oferta')).rejects.toMatchObject({ code: 'contact_opted_out' })
})

it('does not take a choice of a menu or a caption for one, nor a word of the owner', async () => {
  world = await PacedWorld.open()
  await world.talk.write('baja', { type: 'interactive' })
  await world.talk.write('stop', { type: 'image' })
  await world.hear('baja', OWNER)
  await world.pass(MINUTE)
  await world.send(EVA, 'sigue')
  await world.send(OWNER, 'también')
  await world.pass(MINUTE)
  expect(world.texts).toEqual(expect.arrayContaining(['sigue', 'también', '(baja)']))
})

it('says nothing at all where the business wants it so, and heeds its own words', async () => {
  world = await PacedWorld.open({ opt_out: { words: ['basta'], back: ['hola'], confirmation: '' } })
  await world.hear('Basta!!')
  await world.pass(MINUTE)
  expect(world.sent).toEqual([])
  await world.hear('hola')
  await world.pass(MINUTE)
  expect(world.texts).toEqual(['(hola)'])
})
