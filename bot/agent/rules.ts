import type { Act, OwnerMessage } from '../verticals/vertical.ts'
import type { Agent, AgentTurn, Thought } from './agent.ts'

type Rule = (turn: AgentTurn) => Promise<Thought | undefined> | Thought | undefined

const welcome: Rule = ({ isFirst, isOwner, business }) => {
  const text = business.prompts.welcome_message.trim()
  return isFirst && !isOwner && text !== '' ? [{ text }] : undefined
}

/** What the vertical does for an owner; nobody else ever gets there. */
export type Assist = (message: OwnerMessage) => Promise<Act | undefined>

const assistance =
  (assist: Assist): Rule =>
  async ({ isOwner, text, id, chat, business }) =>
    isOwner && text !== null ? await assist({ turn: id, chat, text, business }) : undefined

/** Answers from rules alone: the first that has something to say. */
export function rulesAgent(assist?: Assist): Agent {
  const rules = [...(assist ? [assistance(assist)] : []), welcome]
  return {
    async think(turn) {
      for (const rule of rules) {
        const thought = await rule(turn)
        if (thought) return thought
      }
      return []
    },
  }
}
