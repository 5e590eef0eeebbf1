import { getHeapStatistics } from 'node:v8'
import { collectGarbage, collectThoroughly } from '../common/kit/garbage.ts'
import { OwnMemory, guessedOwnBytes } from '../common/kit/own-memory.ts'
import { processorTime } from './heartbeat.ts'
import type { Heartbeat } from './heartbeat.ts'
import { IdleMemory } from './idle-memory.ts'
import { SoftLimit } from './soft-limit.ts'
import type { MemoryReading, SoftLimitParts, SoftLimits } from './soft-limit.ts'

const MIB = 1024 * 1024
/** V8 ends a process whose heap is full: what is to end in order has to end before that. */
const FULL_HEAP = 0.9

/**
 * Keeps a bot to its soft limit, and gives back what work has left behind, until it is disposed.
 * @param softLimitMb in MiB; undefined keeps it to none
 */
export function keepMemory(
  softLimitMb: number | undefined,
  parts: Omit<SoftLimitParts, 'limits' | 'read' | 'collect' | 'failed'> & {
    readonly heartbeat: Heartbeat
    readonly die: SoftLimitParts['failed']
    /** Gives back what is kept beside V8's heap, and can be had again. */
    readonly shrink: () => void
  },
): Pick<SoftLimit, 'warnings'> & Disposable {
  const memory = OwnMemory.of('self')
  const own = (): number => memory?.bytes() ?? guessedOwnBytes()
  const limits = {
    own: (softLimitMb ?? Infinity) * MIB,
    heap: softLimitMb === undefined ? Infinity : getHeapStatistics().heap_size_limit * FULL_HEAP,
  }
  const limit = new SoftLimit({
    ...parts,
    failed: parts.die,
    limits,
    read: () => readMemory(own(), limits),
    collect: collectGarbage,
  })
  const { clock, heartbeat } = parts
  const idle = new IdleMemory({
    own,
    worked: processorTime,
    collect: () => {
      parts.shrink()
      collectThoroughly()
    },
    clock,
  })
  const end = heartbeat.add(0, () => {
    limit.look()
    idle.look()
  })
  return {
    warnings: () => limit.warnings(),
    [Symbol.dispose]: () => {
      end()
      memory?.[Symbol.dispose]()
    },
  }
}

/** What the heap holds is part of what is the process' own; where that is little, V8 is not asked. */
const readMemory = (own: number, limits: SoftLimits): MemoryReading => ({
  own,
  heap: own < limits.heap / 2 ? own : getHeapStatistics().used_heap_size,
})
