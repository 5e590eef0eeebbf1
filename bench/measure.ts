import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../scripts/demo/until.ts'

export const MEMORY_KINDS = ['pss', 'private', 'anonymous', 'rss'] as const
export type Memory = Readonly<Record<(typeof MEMORY_KINDS)[number], number>>

/** Memory of a process in MiB, as the kernel accounts it (`/proc/<pid>/smaps_rollup`). */
export function memoryOf(pid: number): Memory {
  return memoryIn(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
}

/** What a `smaps_rollup` says, in MiB. */
export function memoryIn(rollup: string): Memory {
  const mib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? Number.NaN) / 1024
  return {
    pss: mib('Pss'),
    private: mib('Private_Clean') + mib('Private_Dirty'),
    anonymous: mib('Pss_Anon'),
    rss: mib('Rss'),
  }
}

const WATCH_MS = 100

/** Anonymous memory of a process at its highest, in MiB, looked at again and again until it is over. */
export async function highestMemory(pid: number, over: AbortSignal): Promise<number> {
  let highest = 0
  while (!over.aborted) {
    highest = Math.max(highest, memoryOf(pid).anonymous)
    await sleep(WATCH_MS)
  }
  return highest
}

/** Milliseconds of processor time that a process has used, user and system together. */
export const cpuMsOf = (pid: number): number => cpuMsIn(readFileSync(`/proc/${pid}/stat`, 'utf8'))

/** The same of the text of a `stat` file. A tick is 10 ms. */
export function cpuMsIn(stat: string): number {
  // The name in parentheses may hold blanks; fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** How long something takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** A look at either side costs the same, and is short beside what is timed. */
const LOOK_MS = 15

/**
 * Asks again until there is an answer, more often than a test would.
 * @throws {Error} after so many seconds in vain
 */
export const eventually = <T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  seconds = 60,
): Promise<T> => until(what, ask, seconds, LOOK_MS)
