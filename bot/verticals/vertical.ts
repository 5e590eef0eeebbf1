import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What the bot can do for a kind of business. A vertical knows a database and nothing else of the
 * bot; its tables are its own and it counts its own migrations.
 */
export interface Vertical {
  /** As in `config.json`. */
  readonly name: string
  readonly migrations: Readonly<Record<string, Migration>>
  /** The deeds it offers to the agent. */
  readonly tools: readonly Tool[]
}

/** One deed. */
export interface Tool {
  readonly name: string
  /** For whoever decides when to use it. */
  readonly description: string
  /** Whether it only reads; what writes runs inside the turn's transaction. */
  readonly reads: boolean
  /**
   * Does it and says what came out. It waits for nothing but the database.
   * @throws {Error} with a sentence that the agent can pass on
   */
  run(db: Kysely<unknown>, input: unknown): Promise<unknown>
}
