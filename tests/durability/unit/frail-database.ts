import type { Statement } from 'better-sqlite3'
import { openSqlite } from '../../../common/kit/database.ts'
import type { SqliteFile } from '../../../common/kit/database.ts'

/** What everything in a process that has died gets to see. */
export class Died extends Error {}

/** Counts the steps of a life and ends it at one of them; afterwards nothing works any more. */
export class Mortal {
  isDead = false
  #left: number

  /** @param steps how many are survived */
  constructor(steps: number) {
    this.#left = steps
  }

  /** @throws {Died} at the appointed step, and at every later one */
  step(): void {
    this.#left -= 1
    if (this.#left < 0) this.isDead = true
    if (this.isDead) throw new Died('the process has died')
  }
}

/**
 * Opens a file so that each statement, `begin` and `commit` included, is two steps of a life: one
 * before and one after it.
 */
export function openFrail(file: string, life: Mortal): { sqlite: SqliteFile; close: () => void } {
  const sqlite = openSqlite(file)
  // A process dies here, never the machine: what it has committed the kernel has.
  sqlite.pragma('synchronous = OFF')
  const prepare = (source: string): Statement => {
    const statement = sqlite.prepare(source)
    const around =
      <Args extends unknown[], T>(run: (...args: Args) => T) =>
      (...args: Args): T => {
        life.step()
        const result = run(...args)
        life.step()
        return result
      }
    return {
      reader: statement.reader,
      all: around((...args: unknown[]) => statement.all(...args)),
      run: around((...args: unknown[]) => statement.run(...args)),
    } as unknown as Statement
  }
  // As the kernel does with a dead process's file: what was not committed is gone.
  const close = (): void => void sqlite.close()
  return { sqlite: { prepare, close: () => undefined } as unknown as SqliteFile, close }
}
