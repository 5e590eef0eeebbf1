import { readAnswer } from './answers.ts'
import type { Outcome, Question } from './outcome.ts'
import { keyOf } from './questions.ts'
import { readMessage } from './read-message.ts'
import type { Answer, Shop } from './shop.ts'

/** A question that waits for its answer: kept with the chat, also over a restart. */
export interface Pending {
  /** The message that it is about. */
  readonly text: string
  readonly answers: readonly (readonly [string, Answer])[]
  readonly question: Question
}

/** What a message comes to in its conversation. */
export interface Step {
  readonly outcome: Outcome | { readonly kind: 'dropped' }
  /** What waits for an answer from now on. */
  readonly pending: Pending | undefined
}

/**
 * Understands a message as the next one of a conversation: an answer goes on with what was asked,
 * anything else leaves it.
 */
export function readNext(text: string, pending: Pending | undefined, shop: Shop): Step {
  if (!pending) return begun(text, [], shop)
  const said = readAnswer(pending.question, text, pending.text, shop)
  switch (said?.kind) {
    case undefined:
      return begun(text, [], shop)
    case 'again':
      return { outcome: { kind: 'ask', question: pending.question }, pending }
    case 'dropped':
      return { outcome: { kind: 'dropped' }, pending: undefined }
    case 'instead':
      return begun(said.text, pending.answers, shop)
    case 'answer':
      return begun(pending.text, [...pending.answers, [keyOf(pending.question), said.answer]], shop)
  }
}

function begun(text: string, answers: Pending['answers'], shop: Shop): Step {
  const outcome = readMessage(text, { ...shop, answers: new Map(answers) })
  const pending = outcome.kind === 'ask' ? { text, answers, question: outcome.question } : undefined
  return { outcome, pending }
}
