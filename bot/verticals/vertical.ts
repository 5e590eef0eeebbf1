import type { Kysely } from 'kysely'
import type * as z from 'zod'
import type { TenantId } from '../../common/domain/ids.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { Migration } from 'kysely/migration'

/**
 * What the bot can do for a kind of business. A vertical knows a database and nothing else of the
 * bot; its tables are its own and it counts its own migrations.
 */
export interface Vertical {
  /** As in `config.json`. */
  readonly name: string
  readonly migrations: Readonly<Record<string, Migration>>
  /** Whatever its tables need before it is used, behind the migrations. May run again. */
  readonly opened?: (ground: Ground, business: Named) => Promise<void>
  /** What the operator has to know, a sentence each. */
  readonly warnings?: (ground: ReadGround, business: Named) => Promise<readonly string[]>
  /** The deeds and reports it offers, to the API and to an agent. */
  readonly tools: readonly Tool[]
  /**
   * Understands what an owner writes. It may read, and changes nothing; what is to be done comes
   * back as an act.
   * @returns undefined for what is none of its business
   */
  readonly assist?: (message: OwnerMessage, ground: Ground) => Promise<Act | undefined>
  /**
   * Understands what a customer writes. All it can do is look, and answer: no deed can be reached
   * from there, whatever is written.
   * @returns undefined for what is none of its business
   */
  readonly attend?: (
    message: CustomerMessage,
    ground: ReadGround,
  ) => Promise<Attendance | undefined>
  /** Keeps what `attend` wants to remember of a chat, in the transaction that ends the turn. */
  readonly remember?: (ground: Ground, chat: string, memory: string) => Promise<void>
}

/** What tables may have to agree with. */
type Named = Pick<TenantConfig, 'currency' | 'language'>

/** What a vertical stands on. */
export interface Ground {
  readonly db: Kysely<unknown>
  readonly tenantId: TenantId
  readonly clock: Clock
}

/** What a vertical can look at, and not change. */
export interface ReadGround {
  readonly db: Pick<Kysely<unknown>, 'selectFrom'>
  readonly tenantId: TenantId
  readonly clock: Clock
}

/** What a customer wrote. */
export interface CustomerMessage {
  readonly chat: string
  readonly text: string
  /** Whether the welcome message goes out before the answer. */
  readonly isWelcomed: boolean
  readonly business: Pick<
    TenantConfig,
    'business_name' | 'currency' | 'language' | 'timezone' | 'features' | 'hours'
  >
}

/** What a customer is answered. */
export interface Attendance {
  /** In order; nothing when silence is right. */
  readonly texts: readonly string[]
  /** A human is to go on: the owners are told, and the bot keeps quiet in the chat. */
  readonly wantsPerson: boolean
  /** For the next message of the chat. */
  readonly memory: string
}

/** What an owner wrote. */
export interface OwnerMessage {
  /** All that is booked for it has this cause. */
  readonly turn: string
  readonly chat: string
  readonly text: string
  readonly business: Pick<
    TenantConfig,
    'currency' | 'language' | 'timezone' | 'features' | 'inventory'
  >
}

/** What is to be done about a message. */
export interface Act {
  /**
   * Does it, in the transaction that ends the turn, and says what came out. It waits for nothing but
   * the database, and may run twice.
   * @returns what to answer, in order
   */
  run(db: Kysely<unknown>): Promise<readonly string[]>
}

/** What a tool is called with, beside its input. */
export interface Call extends Ground {
  readonly business: OwnerMessage['business']
  /** All that is booked for it has this cause. */
  readonly cause: string
  /** Under the same key it is done once, and says the same again. */
  readonly key?: string | undefined
}

/** One deed, or one report. Money is whole minor units, quantities are decimals. */
export interface Tool<Input extends z.ZodType = z.ZodType, Said = unknown> {
  /** In snake_case. */
  readonly name: string
  /** For whoever decides when to use it. */
  readonly description: string
  /** Whether it only reads; what writes runs inside a transaction, and may run twice. */
  readonly reads: boolean
  /** What it can be given; anything else is refused before anything is done. */
  readonly input: Input
  /**
   * Does it and says what came out. It waits for nothing but the database.
   * @throws {Problem} with a sentence that can be passed on; nothing is booked then
   */
  run(call: Call, input: z.output<Input>): Promise<Said>
}
