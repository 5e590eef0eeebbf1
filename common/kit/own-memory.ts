import { closeSync, openSync } from 'node:fs'
import { readNumbers } from './proc-numbers.ts'

/** What Node's binary and its libraries take of a process that has no /proc to ask, in bytes. */
const SHARED = 60 * 1024 * 1024

/**
 * The memory that a process has for itself: its heap, its buffers, whatever its libraries took, and
 * nothing that is only a view of a file. The process is held by its descriptor: another one that
 * gets the same process id later is never read.
 */
export class OwnMemory implements Disposable {
  readonly #file: number
  readonly #page: number

  private constructor(file: number, page: number) {
    this.#file = file
    this.#page = page
  }

  /** @returns undefined when there is no such process, no /proc, or it may not be read */
  static of(pid: number | 'self'): OwnMemory | undefined {
    try {
      return new OwnMemory(openSync(`/proc/${pid}/statm`, 'r'), pageSize())
    } catch {
      return undefined
    }
  }

  /** In bytes; undefined when the process has ended. Costs some µs. */
  bytes(): number | undefined {
    const pages = readPages(this.#file)
    return pages === undefined ? undefined : (pages.resident - pages.shared) * this.#page
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}

/** For a process that may not read about itself: what is resident, less what others have too. */
export const guessedOwnBytes = (): number => Math.max(0, process.memoryUsage.rss() - SHARED)

interface Pages {
  readonly resident: number
  readonly shared: number
}

function readPages(file: number): Pages | undefined {
  const [, resident, shared] = readNumbers(file) ?? []
  // A process that has ended and waits to be collected has no memory at all.
  return resident && shared !== undefined ? { resident, shared } : undefined
}

let knownPage: number | undefined

/** Node does not tell it; our own memory, once in pages and once in bytes, does. */
function pageSize(): number {
  if (knownPage !== undefined) return knownPage
  const file = openSync('/proc/self/statm', 'r')
  try {
    const resident = readPages(file)?.resident ?? 1
    return (knownPage = 2 ** Math.round(Math.log2(process.memoryUsage.rss() / resident)))
  } finally {
    closeSync(file)
  }
}
