/** So many lines may come at once, and so many a second in the long run. */
const BURST = 500
const A_SECOND = 50
/** How long what was left out may stay untold, in milliseconds. */
const TOLD_AFTER = 1000

/** How many lines may still be written. Pure: the time is handed in, in milliseconds. */
export class LineBudget {
  #left = BURST
  #at: number
  #leftOut = 0

  constructor(now: number) {
    this.#at = now
  }

  /** Whether one more line may be written now; if not, it counts as left out. */
  spend(now: number): boolean {
    // A clock that was set back gives nothing, and takes nothing.
    const passed = Math.max(0, now - this.#at)
    this.#at = now
    this.#left = Math.min(BURST, this.#left + (passed / 1000) * A_SECOND)
    if (this.#left < 1) {
      this.#leftOut += 1
      return false
    }
    this.#left -= 1
    return true
  }

  /** How many were left out since this was asked last. */
  takeLeftOut(): number {
    const leftOut = this.#leftOut
    this.#leftOut = 0
    return leftOut
  }
}

type Done = (error?: Error | null) => void

/**
 * Keeps a process from flooding its log, whoever writes there: a flood takes the processor of PM2,
 * which writes it down for all bots, and fills the disk. What is beyond 500 lines at once and 50 a
 * second is left out, and how many lines that were is said.
 */
export function limitOutput(): void {
  const budget = new LineBudget(Date.now())
  let telling: NodeJS.Timeout | undefined
  const say = process.stderr.write.bind(process.stderr)
  const tell = (): void => {
    telling = undefined
    const count = budget.takeLeftOut()
    if (count > 0) say(`${count} lines were left out of this log: they came too fast.\n`)
  }
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    stream.write = (
      chunk: string | Uint8Array,
      how?: BufferEncoding | Done,
      done?: Done,
    ): boolean => {
      const [encoding, then] = typeof how === 'function' ? [undefined, how] : [how, done]
      if (budget.spend(Date.now())) return write(chunk, encoding, then)
      telling ??= setTimeout(tell, TOLD_AFTER)
      telling.unref()
      if (then) process.nextTick(then)
      return true
    }
  }
  process.once('exit', tell)
}
