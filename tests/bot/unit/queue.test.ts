import { afterEach, describe, expect, it } from 'vitest'
import { backoff, openQueue } from '../../../common/kit/queue.ts'
import type { Queue, QueueParts } from '../../../common/kit/queue.ts'
import { systemClock } from '../../../common/kit/clock.ts'

interface Row {
  readonly lane: string
  readonly name: string
  due: number
}

let queue: Queue | undefined
afterEach(() => queue?.[Symbol.asyncDispose]())

function over(rows: Row[], work: (row: Row) => Promise<boolean> | boolean, lanes = 2) {
  const errors: Error[] = []
  const heads = () =>
    [...new Map(rows.toReversed().map((row) => [row.lane, row])).values()].toReversed()
  const parts: QueueParts = {
    name: 'test',
    clock: systemClock,
    lanes,
    take: async (busy, limit) =>
      heads()
        .filter((row) => row.due <= Date.now() && !busy.includes(row.lane))
        .map((row) => row.lane)
        .slice(0, limit),
    async work(lane) {
      const row = rows.find((one) => one.lane === lane)
      if (!row || row.due > Date.now()) return false
      const isDone = await work(row)
      if (isDone) rows.splice(rows.indexOf(row), 1)
      return isDone
    },
    nextDue: async () => {
      const later = heads().filter((row) => row.due > Date.now())
      return later.length > 0 ? Math.min(...later.map((row) => row.due)) : undefined
    },
    failed: (error) => errors.push(error),
  }
  queue = openQueue(parts)
  return { queue, errors }
}

const row = (name: string, due = 0): Row => ({ name, lane: name.slice(0, 1), due })

describe('a durable queue', () => {
  it('keeps the order within a lane and goes on with others meanwhile', async () => {
    const done: string[] = []
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    const rows = [row('a1'), row('a2'), row('b1'), row('b2')]
    const { queue: opened } = over(rows, async ({ name }) => {
      if (name === 'a1') await gate
      done.push(name)
      if (name === 'b2') release()
      return true
    })
    await opened.settle()
    expect(done).toEqual(['b1', 'b2', 'a1', 'a2'])
  })

  it('never works on one lane twice at a time, nor on more lanes than allowed', async () => {
    const busy = new Set<string>()
    let most = 0
    const rows = ['a', 'b', 'c', 'd'].flatMap((lane) => [row(`${lane}1`), row(`${lane}2`)])
    const { queue: opened, errors } = over(rows, async ({ lane }) => {
      if (busy.has(lane)) throw new Error(`${lane} twice`)
      busy.add(lane)
      most = Math.max(most, busy.size)
      await new Promise(setImmediate)
      busy.delete(lane)
      return true
    })
    await opened.settle()
    expect([rows.length, most, errors]).toEqual([0, 2, []])
  })

  it('comes back by itself when something becomes due', async () => {
    const done: string[] = []
    const rows = [row('a1', Date.now() + 60)]
    await new Promise<void>((resolve) => {
      over(rows, ({ name }) => {
        done.push(name)
        resolve()
        return true
      })
    })
    expect(done).toEqual(['a1'])
  })

  it('reports what escapes and does not spin', async () => {
    let tries = 0
    const { errors } = over([row('a1')], () => {
      tries += 1
      throw new Error('no disk')
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([tries, errors[0]?.message]).toEqual([1, 'no disk'])
  })

  it('waits for what is in work when it ends, and begins nothing new', async () => {
    const done: string[] = []
    const { queue: opened } = over([row('a1'), row('a2')], async ({ name }) => {
      await new Promise(setImmediate)
      done.push(name)
      return true
    })
    await new Promise(setImmediate)
    await opened[Symbol.asyncDispose]()
    expect(done.length).toBeLessThanOrEqual(1)
  })
})

describe('backoff', () => {
  it('doubles up to its limit', () => {
    const range = { first: 100, longest: 1000 }
    expect([1, 2, 3, 4, 5, 999].map((n) => backoff(n, () => 1, range))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ])
    expect(backoff(1, () => 0, range)).toBe(50)
  })
})
