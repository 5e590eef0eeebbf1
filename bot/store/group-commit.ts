import type { Kysely } from 'kysely'

/** Steps that a commit may gather: it holds up the process for as long as it takes. */
const MOST = 64

interface Step<Inside> {
  /** @returns what tells whoever asked for the step, once it is committed */
  readonly take: (inside: Inside) => Promise<() => void>
  readonly fail: (error: unknown) => void
}

/**
 * Transactions that are asked for in the same turn of the event loop share one commit, in the order
 * of asking, for it is the commit that costs. When one of them fails it fails alone: all are taken
 * back, and each is run again in a transaction of its own. A step may therefore run twice, and must
 * do nothing but read and write the database.
 */
export class GroupCommit<Tables, Inside> {
  readonly #db: Kysely<Tables>
  readonly #inside: (transaction: Kysely<Tables>) => Inside
  #waiting: Step<Inside>[] = []
  #isRunning = false
  #soon: NodeJS.Timeout | undefined

  /** @param inside what a step works with, made from the open transaction */
  constructor(db: Kysely<Tables>, inside: (transaction: Kysely<Tables>) => Inside) {
    this.#db = db
    this.#inside = inside
  }

  /**
   * Runs a step: all of it is on the disk when the promise resolves, or none.
   * @param patience how long the step may wait for a commit that others ask for, in milliseconds
   */
  transaction<T>(work: (inside: Inside) => Promise<T>, patience: number): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        take: async (inside) => {
          const result = await work(inside)
          return () => resolve(result)
        },
        fail: reject,
      })
      if (patience === 0) this.#start()
      else this.#soon ??= setTimeout(() => this.#start(), patience)
    })
  }

  /** Resolves when every step that was asked for is done or has failed. */
  async settle(): Promise<void> {
    while (this.#isRunning || this.#waiting.length > 0) {
      this.#start()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  #start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    setImmediate(() => void this.#run())
  }

  async #run(): Promise<void> {
    clearTimeout(this.#soon)
    this.#soon = undefined
    const steps = this.#waiting.splice(0, MOST)
    if ((await this.#commit(steps)) === 'one failed') {
      for (const step of steps) await this.#commit([step])
    }
    this.#isRunning = false
    if (this.#waiting.length > 0) this.#start()
  }

  async #commit(steps: readonly Step<Inside>[]): Promise<'done' | 'one failed'> {
    let hasFailed = false
    try {
      const tellings = await this.#db.transaction().execute(async (transaction) => {
        try {
          return await takeAll(steps, this.#inside(transaction))
        } catch (error) {
          hasFailed = true
          throw error
        }
      })
      for (const tell of tellings) tell()
    } catch (error) {
      if (hasFailed && steps.length > 1) return 'one failed'
      // A commit that fails may yet have reached the disk: nothing is run twice then.
      for (const step of steps) step.fail(error)
    }
    return 'done'
  }
}

async function takeAll<Inside>(
  steps: readonly Step<Inside>[],
  inside: Inside,
): Promise<readonly (() => void)[]> {
  const tellings: (() => void)[] = []
  for (const step of steps) tellings.push(await step.take(inside))
  return tellings
}
