import { afterEach, describe, expect, it } from 'vitest'
import { SendError } from '../../../bot/channels/channel.ts'
import { EVA } from '../helpers/conversation.ts'
import { PacedWorld } from '../helpers/paced-world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const stranger = (index: number) => `+54911555600${String(index).padStart(2, '0')}`
const refusal = () => new SendError('rejected', 'restricted_463')

let world: PacedWorld
const open = async (...rules: Parameters<typeof PacedWorld.open>) =>
  (world = await PacedWorld.open(...rules))
const view = (id: string) => world.talk.store.messages.view(id as never)

afterEach(() => world[Symbol.asyncDispose]())

describe('a refusal with 463', () => {
  const overview = () => world.talk.store.holds.overview()

  it('holds, and tries with one message when its time is over', async () => {
    await open()
    world.refuse = refusal
    await world.send(stranger(1), 'first')
    await world.pass(0)
    await world.send(stranger(2), 'second')
    await world.pass(5 * MINUTE)
    world.refuse = () => undefined
    expect(await overview()).toMatchObject([{ reason: 'restricted_463', count: 2 }])
    await world.pass(54 * MINUTE)
    expect(world.sent).toEqual([])
    await world.pass(MINUTE)
    expect(world.sent).toHaveLength(1)
    await world.pass(2 * MINUTE)
    expect(world.sent).toHaveLength(2)
    expect(await world.talk.store.brakes.current()).toBeUndefined()
  })

  it('lasts twice as long when the one that tries is refused too, also after a restart', async () => {
    await open()
    let tries = 0
    world.refuse = () => ((tries += 1), refusal())
    for (const index of [1, 2, 3]) await world.send(stranger(index), `n${index}`, 7 * 86_400)
    await world.pass(30 * MINUTE)
    await world.restart()
    await world.pass(2 * HOUR)
    expect(tries).toBe(2)
    await world.pass(40 * MINUTE)
    expect(tries).toBe(3)
  })

  it('of somebody known stops all but answers; of an answer, its chat and strangers', async () => {
    await open()
    await world.hear('hola')
    await world.hear('hola', stranger(1))
    await world.pass(25 * HOUR)
    world.refuse = ({ phone }) => (phone === EVA ? refusal() : undefined)
    await world.hear('¿hay?')
    await world.pass(10_000)
    await world.send(stranger(1), 'llegó su pedido')
    await world.pass(0)
    expect(world.texts.at(-1)).toBe('llegó su pedido')
    expect(await overview()).toMatchObject([{ reason: 'restricted_463', count: 1 }])
    await world.pass(30 * HOUR)
    await world.send(EVA, 'oferta')
    await world.pass(0)
    const known = await world.send(stranger(1), 'otro')
    await world.pass(0)
    expect(await view(known)).toMatchObject({ delivery: 'held', reason: 'restricted_463' })
    await world.hear('¿y?', stranger(1))
    await world.pass(10_000)
    expect(world.texts.slice(-2)).toEqual(['otro', '(¿y?)'])
  })

  it('counts when it comes after nobody waited for it any more', async () => {
    await open()
    world.refuse = () => new SendError('unknown', 'no_ack')
    const id = await world.send(stranger(1), 'first')
    await world.settle()
    world.refuse = () => undefined
    await world.report(['API1'], 'failed', 'restricted_463')
    await world.pass(MINUTE)
    expect(world.sent).toEqual([])
    expect(await view(id)).toMatchObject({ delivery: 'held', reason: 'restricted_463' })
    await world.send(stranger(2), 'second')
    await world.pass(MINUTE)
    expect(await overview()).toMatchObject([{ reason: 'restricted_463', count: 2 }])
    await world.pass(2 * HOUR)
    expect([...world.texts].sort()).toEqual(['first', 'second'])
  })

  it('fails the message where nothing is paced', async () => {
    await open({ enabled: false })
    world.refuse = refusal
    const id = await world.send(stranger(1), 'first')
    await world.pass(0)
    expect(await view(id)).toMatchObject({ delivery: 'failed', reason: 'restricted_463' })
  })
})
