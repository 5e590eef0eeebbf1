import { describe, expect, it } from 'vitest'
import { newTenantId } from '../../../common/domain/ids.ts'
import { Process, World } from '../helpers/watch-world.ts'

describe('a bot that takes more than its cap', () => {
  it('is ended in half a second, told of, and not seen any more', async () => {
    const world = new World()
    const bot = world.add('leaky')
    const other = world.add('lean')
    await world.seconds(5)
    expect(world.watch.memoryMbOf(world.tenants[0]?.id ?? newTenantId())).toBe(50)
    bot.mib = 200
    await world.seconds(1)
    bot.mib = 257
    await world.seconds(0.25)
    expect(bot.isKilled).toBe(false)
    await world.seconds(0.25)
    expect([bot.isKilled, bot.isClosed, other.isKilled]).toEqual([true, true, false])
    const detail = 'It took 257 MiB, and its limit is 256. It was ended and started again.'
    expect(world.ended).toEqual([`leaky memory ${detail}`])
    expect(world.groups).toEqual([
      'group-leaky 100 256 50',
      'group-lean 101 256 50',
      '-group-leaky',
    ])
    expect(world.watch.memoryMbOf(world.tenants[0]?.id ?? newTenantId())).toBeUndefined()
  })

  it('has the cap of its own tenant', async () => {
    const world = new World()
    const bot = world.add('large', { memoryLimitMb: 512 })
    await world.seconds(2)
    bot.mib = 500
    await world.seconds(2)
    expect(bot.isKilled).toBe(false)
    bot.mib = 900
    await world.seconds(0.25)
    expect(bot.isKilled).toBe(true)
  })

  it('is found in time although little was taken before', async () => {
    for (const [mib, seconds] of [
      [257, 1.25],
      [5000, 1],
    ] as const) {
      const world = new World()
      const bot = world.add('sudden')
      await world.seconds(2.25)
      bot.mib = mib
      await world.seconds(seconds)
      expect([mib, bot.isKilled]).toEqual([mib, true])
    }
  })

  it('is kept to it before it has reported, too', async () => {
    const world = new World()
    const bot = world.add('early')
    world.words.clear()
    bot.how = 'spins'
    bot.mib = 900
    await world.seconds(2)
    expect(bot.isKilled).toBe(true)
  })

  it('is told of when the system has ended it, or V8 has', async () => {
    const world = new World()
    const bots = ['by-system', 'by-heap', 'by-hand'].map((slug) => world.add(slug))
    await world.seconds(2)
    const [bySystem, byHeap, byHand] = bots
    if (!bySystem || !byHeap || !byHand) throw new Error('there are three')
    world.isOutOfMemory = true
    bySystem.mib = undefined
    await world.seconds(2)
    world.isOutOfMemory = false
    world.log = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'
    byHeap.mib = undefined
    await world.seconds(2)
    world.log = ''
    byHand.mib = undefined
    await world.seconds(2)
    expect(world.ended).toEqual([
      'by-system memory The system ended it: it took more than its limit of 256 MiB. It was started again.',
      'by-heap memory Its heap was full at 128 MiB. It ended and was started again.',
    ])
  })
})

describe('a bot whose loop stands still', () => {
  it.each(['stands', 'spins'] as const)('is asked and ended when it %s', async (how) => {
    const world = new World()
    const bot = world.add('hanger')
    const other = world.add('lean')
    await world.seconds(5)
    bot.how = how
    await world.seconds(8)
    expect([bot.isKilled, other.isKilled, world.asked]).toEqual([true, false, ['hanger']])
    expect(world.ended).toEqual([
      'hanger hung It stood still and answered nothing. It was ended and started again.',
    ])
  })

  it('is left alone as long as it answers, or refuses to', async () => {
    for (const answer of ['answered', 'refused'] as const) {
      const world = new World()
      const bot = world.add('busy')
      world.answer = answer
      await world.seconds(5)
      bot.how = 'spins'
      await world.seconds(60)
      expect([bot.isKilled, world.asked.length > 5]).toEqual([false, true])
    }
  })

  it('is left alone until it has reported, and after its last word', async () => {
    const world = new World()
    const starting = world.add('starting')
    const ending = world.add('ending')
    world.words.clear()
    world.report(ending.pid, true)
    starting.how = 'spins'
    ending.how = 'stands'
    await world.seconds(30)
    expect([starting.isKilled, ending.isKilled, world.asked]).toEqual([false, false, []])
    world.report(starting.pid)
    await world.seconds(8)
    expect(starting.isKilled).toBe(true)
  })

  it('is left alone where somebody has stopped it', async () => {
    const world = new World()
    const bot = world.add('stopped')
    await world.seconds(2)
    bot.how = 'stands'
    bot.isStoppedByHand = true
    await world.seconds(30)
    expect(bot.isKilled).toBe(false)
  })

  it('is not ended by a server that slept, nor where most stand still at once', async () => {
    const world = new World()
    const bots = ['one', 'two', 'three', 'four'].map((slug) => world.add(slug))
    await world.seconds(2)
    for (const bot of bots.slice(0, 3)) bot.how = 'stands'
    world.clock.advance(8 * 3600_000)
    await world.watch.look()
    expect(world.ended).toEqual([])
    await world.seconds(30)
    expect([world.ended, world.crowds]).toEqual([[], [3]])
    const [first] = bots
    if (first) first.how = 'well'
    world.answer = 'answered'
    await world.seconds(1)
    expect(world.ended).toEqual([])
  })

  it('is found again in its next process', async () => {
    const world = new World()
    const bot = world.add('again')
    await world.seconds(3)
    bot.how = 'stands'
    await world.seconds(8)
    const next = new Process(500)
    world.processes.set(500, next)
    world.pids = new Map([['bot-again', 500]])
    world.report(500)
    await world.seconds(2)
    expect(world.groups).toEqual([
      'group-again 100 256 50',
      '-group-again',
      'group-again 500 256 50',
    ])
    world.watch[Symbol.dispose]()
    expect(next.isClosed).toBe(true)
  })
})
