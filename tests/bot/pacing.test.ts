import { afterAll, beforeAll, expect, it } from 'vitest'
import { EVA, SHOP, TypedWorld } from './helpers/typed-world.ts'
import { until } from './helpers/until.ts'

const LUIS = '+5491155550007'
/** How long new chats rest after a refusal, in seconds. */
const REST = 2

let world: TypedWorld

beforeAll(async () => {
  const pacing = { enabled: true, restricted_minutes: REST / 60, new_chats: { gap_seconds: 0 } }
  world = await TypedWorld.open({ pacing })
  world.simulator.addPhone(LUIS, { name: 'Luis' })
})
afterAll(() => world?.[Symbol.asyncDispose]())

const post = async (to: string, text: string) => await world.bot.post('/api/messages', { to, text })
const textsAt = (phone: string) => world.simulator.messagesAt(phone).map(({ text }) => text)

it('holds what WhatsApp refuses with 463, says so, and sends it when the time is over', async () => {
  world.simulator.addFault({ kind: 'nack', code: 463, phone: SHOP, times: 1 })
  const { id } = (await post(EVA, 'first')).body
  await until(async () => (await world.view(id))['delivery'] === 'held', 'it is held')
  const other = (await post(LUIS, 'second')).body.id
  const held = await world.view(id)
  expect(held).toMatchObject({
    reason: 'restricted_463',
    until: expect.stringMatching(/Z$/),
    sentence: expect.stringContaining('WhatsApp does not let this number write'),
  })
  const { warnings } = (await world.bot.get('/api/status')).body
  expect(warnings.join()).toMatch(/messages held: [12], .*WhatsApp does not let this number write/)
  expect(textsAt(EVA)).toEqual([])
  for (const one of [id, other]) {
    await until(async () => (await world.view(one))['delivery'] === 'delivered', 'it went out')
  }
  expect([textsAt(EVA), textsAt(LUIS)]).toEqual([['first'], ['second']])
  const { incidents } = (await world.bot.get('/api/incidents')).body
  expect(incidents).toMatchObject([{ kind: 'restricted', detail: 'restricted_463' }])
})

it('silences whoever opts out, and hears it when they come back', async () => {
  await world.simulator.sendText(LUIS, SHOP, 'Baja')
  await until(() => textsAt(LUIS).some((text) => text?.includes('ALTA')), 'it is confirmed')
  expect(await post(LUIS, 'oferta')).toMatchObject({
    status: 409,
    body: { code: 'contact_opted_out' },
  })
  await world.simulator.sendText(LUIS, SHOP, 'alta')
  await until(async () => (await post(LUIS, 'hola de nuevo')).status === 202, 'it is back')
  await until(() => textsAt(LUIS).includes('hola de nuevo'), 'it has arrived')
})
