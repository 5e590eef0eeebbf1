import { afterEach, describe, expect, it, vi } from 'vitest'
import { idsFollow, newMessageId, newTurnId } from '../../../common/domain/ids.ts'

describe('ids', () => {
  afterEach(() => vi.useRealTimers())

  it('sort in the order of making, also when the clock goes back', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const ids: string[] = []
    for (const hour of [0, 1, -24, -24, 2, 2, -1]) {
      vi.setSystemTime(Date.UTC(2026, 5, 1, hour))
      for (let more = 0; more < 100; more += 1) ids.push(newMessageId())
    }
    expect(ids).toEqual(ids.toSorted((one, other) => (one < other ? -1 : 1)))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('sort behind those of an earlier process', () => {
    const earlier = 'msg_0fffffff-ffff-7fff-bfff-ffffffffffff'
    idsFollow(earlier)
    expect(newMessageId() > earlier).toBe(true)
    const [turn, next] = [newTurnId(), newTurnId()]
    expect([turn > earlier.slice(4), next > turn]).toEqual([true, true])
    idsFollow('msg_01a213c4-cedd-7339-8c31-74c6a31bd85d')
    expect(newTurnId() > next).toBe(true)
  })
})
