/** How a process' main thread has run since it began: numbers that only grow. */
export interface ThreadTimes {
  readonly ranMs: number
  /** Ready to run, and no core was free. */
  readonly waitedMs: number
  /** How often it began to run: a loop that turns sleeps and wakes. */
  readonly turns: number
}

export interface LoopLook {
  /** Undefined where nobody counts: then only asking tells. */
  readonly times: ThreadTimes | undefined
  /** Since the last look, in milliseconds. */
  readonly passedMs: number
  /** Of it, what counts: none of what passed while the server itself stood still. */
  readonly fairMs: number
  /** Its reports do not come as they should. */
  readonly isUnheard: boolean
}

/** `ask`: put a question to its API now; `hung`: it has had its time to answer and has not. */
export type LoopFinding = 'fine' | 'ask' | 'asked' | 'hung'

/** How long it has to look as if it stood still before it is asked, in milliseconds. */
const SUSPECT_AFTER = 3000
/** How long a question may stay open whose bot stands still or spins. */
const PATIENCE = 3000
/** … and must have run meanwhile, if it spins: on a crowded machine it may have had no chance. */
const MUST_HAVE_RUN = 1500
/** The same for a bot that runs and rests as if it were well, and does not answer. */
const LONG_PATIENCE = 12_000
/** A thread that is never found asleep. */
const ALWAYS = 0.9

interface Question {
  readonly from: ThreadTimes | undefined
  passedMs: number
  fairMs: number
}

/**
 * Whether a bot's event loop still turns. What is cheap to see only raises a suspicion: the main
 * thread has not run at all for some seconds although a timer of the bot wakes it every second, or
 * it has run without rest. Whether it answers decides. Pure: the times are handed in.
 */
export class LoopJudge {
  #last: ThreadTimes | undefined
  #suspectMs = 0
  #question: Question | undefined

  /** Whether a question is open. */
  get isAsked(): boolean {
    return this.#question !== undefined
  }

  /** To be called about once a second. */
  look(look: LoopLook): LoopFinding {
    const before = this.#last
    this.#last = look.times
    if (this.#question) return judge(this.#question, look)
    const isSuspect = look.isUnheard || standsOut(before, look)
    this.#suspectMs = isSuspect ? this.#suspectMs + look.fairMs : 0
    if (this.#suspectMs < SUSPECT_AFTER) return 'fine'
    this.#question = { from: look.times, passedMs: 0, fairMs: 0 }
    return 'ask'
  }

  /** The question was answered, or there is a reason to leave the bot alone: from the beginning. */
  clear(): void {
    this.#question = undefined
    this.#suspectMs = 0
  }
}

function standsOut(before: ThreadTimes | undefined, { times, passedMs }: LoopLook): boolean {
  if (!times) return true
  if (!before) return false
  return hasNotRun(before, times) || hasNotRested(before, times, passedMs)
}

const hasNotRun = (before: ThreadTimes, now: ThreadTimes): boolean =>
  now.turns === before.turns && now.ranMs === before.ranMs && now.waitedMs === before.waitedMs

const hasNotRested = (before: ThreadTimes, now: ThreadTimes, passedMs: number): boolean =>
  now.ranMs - before.ranMs + now.waitedMs - before.waitedMs >= passedMs * ALWAYS

function judge(question: Question, { times, passedMs, fairMs }: LoopLook): LoopFinding {
  question.passedMs += passedMs
  question.fairMs += fairMs
  const { from } = question
  if (question.fairMs < PATIENCE) return 'asked'
  if (from && times) {
    if (hasNotRun(from, times)) return 'hung'
    if (hasNotRested(from, times, question.passedMs)) {
      return times.ranMs - from.ranMs >= MUST_HAVE_RUN ? 'hung' : 'asked'
    }
  }
  return question.fairMs >= LONG_PATIENCE ? 'hung' : 'asked'
}
