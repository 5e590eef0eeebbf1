import { closeSync, openSync } from 'node:fs'
import { OwnMemory } from '../../../common/kit/own-memory.ts'
import { readNumbers } from '../../../common/kit/proc-numbers.ts'
import { HAS_PROC, commandOf, environmentOf, isAlive, isStopped, signal } from '../processes.ts'
import type { ThreadTimes } from './loop-judge.ts'

/** One bot's process, as the watch sees it. */
export interface Eye extends Disposable {
  readonly pid: number
  /** The process' own memory in bytes; undefined when it has ended. */
  ownBytes(): number | undefined
  /** How its main thread has run so far; undefined where nobody counts that. */
  times(): ThreadTimes | undefined
  /** Somebody has stopped it (SIGSTOP, a debugger): it stands still because it was told to. */
  isStopped(): boolean
  /** Ends it at once. @returns whether it was there to be ended */
  kill(): Promise<boolean>
}

/**
 * One bot's process, seen through /proc. Its descriptors hold the process, not its id: what is read
 * is never another one's, and the id is signalled only while they still answer.
 */
class BotEye implements Eye {
  readonly pid: number
  readonly #memory: OwnMemory
  readonly #times: number | undefined

  private constructor(pid: number, memory: OwnMemory, times: number | undefined) {
    this.pid = pid
    this.#memory = memory
    this.#times = times
  }

  static open(pid: number, mark: readonly string[]): BotEye | undefined {
    const memory = OwnMemory.of(pid)
    if (!memory) return undefined
    const times = openOrNot(`/proc/${pid}/schedstat`)
    const eye = new BotEye(pid, memory, times)
    // Asked between two looks at one process: the id meant the same one all the while.
    if (environmentHas(pid, mark) && eye.ownBytes() !== undefined) return eye
    eye[Symbol.dispose]()
    return undefined
  }

  ownBytes(): number | undefined {
    return this.#memory.bytes()
  }

  times(): ThreadTimes | undefined {
    return this.#times === undefined ? undefined : readTimes(this.#times)
  }

  isStopped(): boolean {
    return isStopped(this.pid)
  }

  async kill(): Promise<boolean> {
    return this.ownBytes() !== undefined && signal(this.pid, 'SIGKILL')
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]()
    if (this.#times !== undefined) closeSync(this.#times)
  }
}

/** A process on a system without /proc: whether it is there is all that is seen. */
class BlindEye implements Eye {
  readonly pid: number
  readonly #program: string

  constructor(pid: number, program: string) {
    this.pid = pid
    this.#program = program
  }

  ownBytes(): number | undefined {
    return isAlive(this.pid) ? 0 : undefined
  }

  times(): undefined {
    return undefined
  }

  isStopped(): boolean {
    return false
  }

  /** The id may be somebody else's by now: whoever has it must run the bots' program. */
  async kill(): Promise<boolean> {
    if (!(await commandOf(this.pid)).includes(this.#program)) return false
    return signal(this.pid, 'SIGKILL')
  }

  [Symbol.dispose](): void {
    // It holds nothing.
  }
}

/**
 * Looks at a process, if it is the bot it is taken for.
 * @param mark lines of its environment by which that bot is known
 * @param program what bots run, for systems on which no environment can be seen
 * @returns undefined when the process is another one, has ended, or cannot be looked into
 */
export const openEye = (pid: number, mark: readonly string[], program: string): Eye | undefined =>
  HAS_PROC ? BotEye.open(pid, mark) : new BlindEye(pid, program)

function environmentHas(pid: number, mark: readonly string[]): boolean {
  const lines = new Set(environmentOf(pid))
  return mark.every((line) => lines.has(line))
}

const NANOSECONDS = 1_000_000

function readTimes(file: number): ThreadTimes | undefined {
  const [ran, waited, turns] = readNumbers(file) ?? []
  if (ran === undefined || waited === undefined || turns === undefined) return undefined
  return { ranMs: ran / NANOSECONDS, waitedMs: waited / NANOSECONDS, turns }
}

function openOrNot(file: string): number | undefined {
  try {
    return openSync(file, 'r')
  } catch {
    return undefined
  }
}
