import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf } from '../../../bench/measure.ts'

const LOOK_MS = 25

/** By how many MiB a process grows beyond what it had before, at most, while something is done. */
export async function growthDuring(pid: number, work: () => Promise<void>): Promise<number> {
  const before = memoryOf(pid).anonymous
  let highest = before
  const over = new AbortController()
  const watching = (async () => {
    while (!over.signal.aborted) {
      highest = Math.max(highest, memoryOf(pid).anonymous)
      await sleep(LOOK_MS)
    }
  })()
  try {
    await work()
  } finally {
    over.abort()
    await watching
  }
  return highest - before
}
