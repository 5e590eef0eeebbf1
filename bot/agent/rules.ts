import type { Agent, AgentTurn, Reply } from './agent.ts'

type Rule = (turn: AgentTurn) => readonly Reply[] | undefined

const welcome: Rule = ({ isFirst, isOwner, business }) => {
  const text = business.prompts.welcome_message.trim()
  return isFirst && !isOwner && text !== '' ? [{ text }] : undefined
}

/** In the order in which they are asked. */
const RULES: readonly Rule[] = [welcome]

/** Answers from rules alone: the first that has something to say. */
export const rulesAgent: Agent = {
  async think(turn) {
    for (const rule of RULES) {
      const replies = rule(turn)
      if (replies) return replies
    }
    return []
  },
}
