import { describe, expect, it } from 'vitest'
import { IdleMemory } from '../../../bot/idle-memory.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const MIB = 1024 * 1024

/** A bot of which each second is told: how busy it is, and what it takes afterwards. */
class Worker {
  readonly clock = new ManualClock()
  own = 42
  /** What a collection leaves. */
  least = 35
  worked = 0
  /** At which second something was collected. */
  readonly collected: number[] = []
  /** Processor time that a collection takes, in milliseconds. */
  cost = 150
  #second = 0
  readonly memory = new IdleMemory({
    own: () => this.own * MIB,
    worked: () => this.worked,
    collect: () => this.#collect(),
    clock: this.clock,
  })

  #collect(): void {
    this.collected.push(this.#second)
    this.worked += this.cost
    this.own = this.least
  }

  seconds(count: number, work = 0): void {
    for (let passed = 0; passed < count; passed += 1) {
      this.clock.advance(1000)
      this.#second += 1
      this.worked += work
      this.memory.look()
    }
  }
}

describe('a bot at rest', () => {
  it('gives back what its start has left, once', () => {
    const bot = new Worker()
    bot.seconds(4, 300)
    bot.seconds(600, 2)
    expect(bot.collected).toEqual([14])
  })

  it('gives nothing back while it works', () => {
    const bot = new Worker()
    bot.seconds(600, 51)
    expect(bot.collected).toEqual([])
  })

  it('gives back what a burst has left, and what stays is not tried again', () => {
    const bot = new Worker()
    bot.seconds(60)
    bot.own = 110
    bot.least = 60
    bot.seconds(30, 900)
    bot.seconds(600)
    expect(bot.collected).toEqual([10, 100])
    expect(bot.own).toBe(60)
  })

  it('spends on it a tenth of what the work takes that comes again and again, at most', () => {
    const bot = new Worker()
    for (let round = 0; round < 1000; round += 1) {
      bot.own += 5
      bot.seconds(1, 100)
      bot.seconds(14)
    }
    const spent = bot.collected.length * bot.cost
    expect(spent).toBeLessThanOrEqual(0.1 * (bot.worked - spent) + bot.cost)
    expect(spent).toBeGreaterThan(0.05 * bot.worked)
  })

  it('gives back what hardly any work has left, every ten minutes at most', () => {
    const bot = new Worker()
    for (let minute = 0; minute < 60; minute += 1) {
      bot.own += 1
      bot.seconds(60, 1)
    }
    expect(bot.collected.length).toBeLessThanOrEqual(6)
    expect(bot.own).toBeLessThan(bot.least + 10 + 1)
  })

  it('does not take a clock that was set back for rest', () => {
    const bot = new Worker()
    bot.seconds(2)
    bot.clock.advance(-3_600_000)
    bot.memory.look()
    expect(bot.collected).toEqual([])
    bot.seconds(10)
    expect(bot.collected).toHaveLength(1)
  })
})
