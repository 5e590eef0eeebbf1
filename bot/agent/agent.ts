import type { TenantConfig } from '../../common/domain/tenant-config.ts'

/** What an agent is told of the inbound message it shall deal with. */
export interface AgentTurn {
  readonly type: string
  readonly text: string | null
  /** Whether nothing came in from this contact before. */
  readonly isFirst: boolean
  /** Whether the contact may command the bot. */
  readonly isOwner: boolean
  readonly business: Pick<TenantConfig, 'prompts'>
}

export interface Reply {
  readonly text: string
}

/** How an answer comes about. */
export interface Agent {
  /**
   * Thinks about one message; may take its time and must change nothing.
   * @returns what to answer, in order; nothing when silence is right
   * @throws {Error} when it could not think; the turn is tried again later
   */
  think(turn: AgentTurn): Promise<readonly Reply[]>
}
