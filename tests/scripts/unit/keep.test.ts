import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../common/kit/clock.ts'
import { keepFleet } from '../../../scripts/start/keep.ts'

interface World {
  daemon: boolean
  server: 'us' | 'nobody' | 'stranger'
  stopWanted: boolean
}

/**
 * Lets the watch run for a number of its seconds; what `script` says for a second happens at its
 * beginning.
 * @returns the seconds in which everything was brought back
 */
async function watch(
  seconds: number,
  script: Readonly<Record<number, Partial<World>>>,
  start: (world: World) => boolean = (world) => {
    Object.assign(world, { daemon: true, server: 'us' })
    return true
  },
): Promise<{ readonly starts: readonly number[]; readonly said: readonly string[] }> {
  const world: World = { daemon: true, server: 'us', stopWanted: false }
  const ended = new AbortController()
  const starts: number[] = []
  const said: string[] = []
  let second = 0
  const clock: Clock = {
    now: () => second * 1000,
    async sleep() {
      second += 1
      Object.assign(world, script[second])
      if (second >= seconds) ended.abort()
    },
  }
  await keepFleet(
    {
      whoAnswers: async () => world.server,
      fleet: { isDaemonAlive: () => world.daemon, isStopWanted: () => world.stopWanted },
    },
    {
      say: (line) => said.push(line),
      clock,
      signal: ended.signal,
      async start() {
        starts.push(second)
        if (start(world))
          return { ok: true, readiness: { ready: true, settled: true, missing: [] } }
        throw new Error('no room on the disk')
      },
    },
  )
  return { starts, said }
}

describe('the watch over PM2', () => {
  it('leaves a fleet alone that is well', async () => {
    expect((await watch(100, {})).starts).toEqual([])
  })

  it('starts everything again in the second in which PM2 is gone', async () => {
    const { starts, said } = await watch(20, { 5: { daemon: false, server: 'nobody' } })
    expect(starts).toEqual([5])
    expect(said.join(' ')).toContain('Everything is back')
  })

  it('gives a silent server 8 seconds, of which PM2 may use some to restart it', async () => {
    expect((await watch(30, { 5: { server: 'nobody' }, 10: { server: 'us' } })).starts).toEqual([])
    expect((await watch(30, { 5: { server: 'nobody' } })).starts).toEqual([12])
  })

  it('goes on trying when that fails, and says why', async () => {
    const { starts, said } = await watch(8, { 5: { daemon: false } }, () => false)
    expect(starts).toEqual([5, 6, 7])
    expect(said.join(' ')).toContain('no room on the disk')
  })

  it('does not bring back what was stopped on purpose, until it is started on purpose', async () => {
    const stopped = { daemon: false, server: 'nobody', stopWanted: true } as const
    expect((await watch(60, { 5: stopped })).starts).toEqual([])
    const { starts } = await watch(60, {
      5: stopped,
      40: { stopWanted: false, daemon: true, server: 'us' },
      50: { daemon: false },
    })
    expect(starts).toEqual([50])
  })
})
