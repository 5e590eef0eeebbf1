import type { Act } from '../verticals/vertical.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'

export interface AgentMessage {
  readonly type: string
  readonly text: string | null
  /** What it chose of a menu that was sent. */
  readonly choice?: { readonly id: string; readonly title: string } | undefined
}

/** What an agent is told of what it shall deal with. */
export interface AgentTurn {
  readonly id: string
  readonly chat: string
  /** One message, or a burst of them, oldest first. */
  readonly messages: readonly AgentMessage[]
  /** All that was written, a line for each message; null when nothing was. */
  readonly text: string | null
  /** Whether nothing came in from this contact before. */
  readonly isFirst: boolean
  /** Whether the contact may command the bot. */
  readonly isOwner: boolean
  readonly business: Pick<
    TenantConfig,
    | 'business_name'
    | 'prompts'
    | 'currency'
    | 'language'
    | 'timezone'
    | 'features'
    | 'inventory'
    | 'hours'
  >
}

export interface Reply {
  readonly text: string
}

/** What is to be done in the transaction that ends the turn, and says what to answer. */
export interface Doing extends Act {
  /** A human is to go on in the chat: the owners are told, and the bot keeps quiet there. */
  readonly handsOver: boolean
}

/** What to answer; or what to do first. */
export type Thought = readonly Reply[] | Act | Doing

export const isAct = (thought: Thought): thought is Act | Doing => 'run' in thought

/** How an answer comes about. */
export interface Agent {
  /**
   * Thinks about one turn; may take its time and must change nothing.
   * @returns what to answer, in order; nothing when silence is right
   * @throws {Error} when it could not think; the turn is tried again later
   */
  think(turn: AgentTurn): Promise<Thought>
}
