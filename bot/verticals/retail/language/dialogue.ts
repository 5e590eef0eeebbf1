import { readAnswer } from './answers.ts'
import { before, readCorrection } from './correct.ts'
import type { Booking, Outcome, Question } from './outcome.ts'
import { keyOf } from './questions.ts'
import { readMessage } from './read-message.ts'
import type { Answer, Shop } from './shop.ts'

/** What a message was booked as: the next one may put it right. */
export interface Booked {
  /** What the bookings have for their cause. */
  readonly cause: string
  readonly bookings: readonly Booking[]
}

/** A question that waits for its answer: kept with the chat, also over a restart. */
export interface Pending {
  /** The message that it is about. */
  readonly text: string
  readonly answers: readonly (readonly [string, Answer])[]
  readonly question: Question
  /** When the message puts something right: what. */
  readonly corrects?: Correctable
}

/** What may be put right. */
interface Correctable {
  readonly bookings: readonly Booking[]
  /** What is booked of it; undefined when all of it is only asked about. */
  readonly booked: Booked | undefined
}

/** What a conversation has come to. */
export type Open = Pending | { readonly booked: Booked }

/** What a message comes to in its conversation. */
export interface Step {
  readonly outcome:
    | Outcome
    | { readonly kind: 'dropped' }
    /** What was booked for a cause is to be taken back, and this booked in its place. */
    | { readonly kind: 'correct'; readonly cause: string; readonly bookings: readonly Booking[] }
  /** What is open from now on, apart from what comes to be booked. */
  readonly open: Open | undefined
}

/** Figures and small talk leave what was booked open to correction. */
const TALK: ReadonlySet<string> = new Set(['report', 'hello', 'thanks', 'help', 'not'])

/**
 * Understands a message as the next one of a conversation: an answer goes on with what was asked, a
 * correction with what was booked, anything else leaves it.
 */
export function readNext(text: string, open: Open | undefined, shop: Shop): Step {
  if (!open || 'booked' in open) {
    const correctable = open && { bookings: open.booked.bookings, booked: open.booked }
    const step = corrected(text, [], correctable, shop) ?? begun(text, [], shop)
    return TALK.has(step.outcome.kind) ? { ...step, open } : step
  }
  const said = readAnswer(open.question, text, open.text, shop)
  switch (said?.kind) {
    case undefined:
      return corrected(text, [], askedAbout(open), shop) ?? begun(text, [], shop)
    case 'again':
      return { outcome: { kind: 'ask', question: open.question }, open }
    case 'dropped':
      return { outcome: { kind: 'dropped' }, open: undefined }
    case 'instead':
      return begun(said.text, open.answers, shop)
    case 'answer': {
      const answers = [...open.answers, [keyOf(open.question), said.answer] as const]
      return corrected(open.text, answers, open.corrects, shop) ?? begun(open.text, answers, shop)
    }
  }
}

/** What is to be confirmed can be put right before it is booked. */
const askedAbout = ({ question, corrects }: Pending): Correctable | undefined =>
  question.ask === 'confirm' ? { bookings: question.bookings, booked: corrects?.booked } : undefined

function corrected(
  text: string,
  answers: Pending['answers'],
  corrects: Correctable | undefined,
  shop: Shop,
): Step | undefined {
  if (!corrects) return undefined
  const { bookings, booked } = corrects
  const then = booked ? before(booked.bookings, shop) : shop
  const outcome = readCorrection(text, bookings, { ...then, answers: new Map(answers) })
  if (outcome?.kind === 'ask') {
    return { outcome, open: { text, answers, question: outcome.question, corrects } }
  }
  if (outcome?.kind !== 'book' || !booked) return outcome && { outcome, open: undefined }
  return {
    outcome: { kind: 'correct', cause: booked.cause, bookings: outcome.bookings },
    open: undefined,
  }
}

function begun(text: string, answers: Pending['answers'], shop: Shop): Step {
  const outcome = readMessage(text, { ...shop, answers: new Map(answers) })
  const open = outcome.kind === 'ask' ? { text, answers, question: outcome.question } : undefined
  return { outcome, open }
}
