import type { Act, Attendance, CustomerMessage, OwnerMessage } from '../verticals/vertical.ts'
import type { Agent, AgentTurn, Reply, Thought } from './agent.ts'

type Rule = (turn: AgentTurn) => Promise<Thought | undefined> | Thought | undefined

/** What the vertical does for an owner, and for a customer, who never gets to the owner's part. */
export interface Service {
  readonly assist?: ((message: OwnerMessage) => Promise<Act | undefined>) | undefined
  readonly attend?: ((message: CustomerMessage) => Promise<Attended | undefined>) | undefined
}

/** What a customer is answered, and how that is remembered. */
export type Attended = Omit<Attendance, 'memory'> & Pick<Act, 'run'>

const welcomeIn = ({ isFirst, isOwner, business }: AgentTurn): readonly Reply[] => {
  const text = business.prompts.welcome_message.trim()
  return isFirst && !isOwner && text !== '' ? [{ text }] : []
}

const assistance =
  (service: () => Service): Rule =>
  async ({ isOwner, text, id, chat, business }) =>
    isOwner && text !== null
      ? await service().assist?.({ turn: id, chat, text, business })
      : undefined

/** The welcome message stays the first answer; what was asked along with it is answered behind it. */
const attendance =
  (service: () => Service): Rule =>
  async (turn) => {
    const { isOwner, text, chat, business } = turn
    const welcome = welcomeIn(turn)
    const { attend } = service()
    if (isOwner || text === null || !attend) return welcome
    const isWelcomed = welcome.length > 0
    const attended = await attend({ chat, text, business, isWelcomed })
    if (!attended) return welcome
    const { wantsPerson } = attended
    return {
      handsOver: wantsPerson,
      run: async (db) => [...welcome.map((reply) => reply.text), ...(await attended.run(db))],
    }
  }

/** Answers from rules alone: the first that has something to say. */
export function rulesAgent(service: () => Service = () => ({})): Agent {
  const rules = [assistance(service), attendance(service)]
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
