import type { HoldReason } from '../../../common/domain/holds.ts'
import type { Pacing } from '../../../common/domain/pacing.ts'
import type { Random } from '../../../common/kit/clock.ts'
import type { Brake } from '../../store/brakes.ts'
import type { Send, SendClass } from '../../store/sends.ts'
import { quietUntil } from './quiet-hours.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** What the limits ask about; times are milliseconds since the epoch, lists have the newest first. */
export interface Question {
  readonly class: SendClass
  readonly now: number
  readonly rules: Pacing
  readonly timezone: string
  readonly random: Random
  readonly past: Past
}

export interface Past {
  /** What went to the same person in the last hour; in the last day, when it never wrote. */
  readonly inChat: readonly Pick<Send, 'class' | 'at'>[]
  /** When answers, or else all but answers, went to anybody in the last minute. */
  readonly inMinute: readonly number[]
  /** When chats were begun in the last day. */
  readonly openings: readonly number[]
  /** What went last to somebody who never wrote, and whether it was the same person. */
  readonly lastToStranger: (Pick<Send, 'at' | 'gap'> & { readonly isSame: boolean }) | undefined
  /** When anything was written under the number first, as far as is known. */
  readonly firstAt: number | undefined
  readonly brake: (Pick<Brake, 'reason' | 'scope' | 'until'> & BrakeState) | undefined
}

interface BrakeState {
  /** A message is on its way that tries whether the brake is over. */
  readonly isTrying: boolean
}

/** Whom else a wait concerns: nobody, all who never wrote, all but answers, all answers. */
export type WaitFor = 'chat' | 'strangers' | 'others' | 'replies'

export type Verdict =
  | { readonly go: 'now'; readonly gap: number; readonly isProbe: boolean }
  | { readonly go: 'wait'; readonly until: number; readonly for: WaitFor }
  | { readonly go: 'hold'; readonly until: number; readonly reason: HoldReason }

type Rule = (question: Question) => Verdict | undefined

/** Whether a message may go now. Owners are not asked about: they get everything at once. */
export function judge(question: Question): Verdict {
  for (const rule of RULES) {
    const verdict = rule(question)
    if (verdict) return verdict
  }
  return { go: 'now', gap: gapAfter(question), isProbe: isBraked(question) }
}

const isStranger = (kind: SendClass): boolean => kind === 'new' || kind === 'opening'

/** Whether the network has forbidden messages of the kind, whether its time is over or not. */
export const covers = (brake: Pick<Brake, 'scope'>, kind: SendClass): boolean =>
  isStranger(kind) || (brake.scope === 'unasked' && kind === 'known')

const isBraked = ({ past, ...question }: Question): boolean =>
  past.brake !== undefined && covers(past.brake, question.class)

/** How long the one message that tries may take before another looks. */
export const PROBING = 5000

const brake: Rule = (question) => {
  const { now, past } = question
  if (!past.brake || !isBraked(question)) return undefined
  const { until, reason, isTrying, scope } = past.brake
  if (until > now) return { go: 'hold', until, reason }
  const others = scope === 'unasked' ? 'others' : 'strangers'
  return isTrying ? { go: 'wait', until: now + PROBING, for: others } : undefined
}

/** Nothing should happen on the stroke of an hour. */
const LATER = 5 * MINUTE

/** The template's time zone: no business lives there, so nobody has said when it is night. */
const NOWHERE = 'UTC'

const quietHours: Rule = ({ class: kind, now, rules, timezone, random }) => {
  if (!isStranger(kind) || timezone === NOWHERE) return undefined
  const until = quietUntil(rules.quiet_hours, timezone, now)
  if (until === undefined) return undefined
  return { go: 'hold', until: until + random() * LATER, reason: 'quiet_hours' }
}

/** How many new chats may be begun in 24 hours, by how long the number has been here. */
export function newChatsAllowed(
  rule: Pick<Pacing['new_chats'], 'per_day' | 'first_day' | 'warm_up_days'>,
  age: number,
): number {
  const days = age / DAY
  if (days >= rule.warm_up_days) return rule.per_day
  const first = Math.min(rule.first_day, rule.per_day)
  return Math.floor(first + ((rule.per_day - first) * Math.max(0, days)) / rule.warm_up_days)
}

const dailyBudget: Rule = ({ class: kind, now, rules, random, past }) => {
  if (kind !== 'opening') return undefined
  const allowed = newChatsAllowed(rules.new_chats, now - (past.firstAt ?? now))
  const begun = past.openings.filter((at) => at > now - DAY)
  if (begun.length < allowed) return undefined
  const until = (begun[allowed - 1] ?? now) + DAY + random() * LATER
  return { go: 'hold', until, reason: 'new_chats_today' }
}

const unanswered: Rule = ({ class: kind, now, rules, random, past }) => {
  if (kind !== 'new') return undefined
  const unasked = past.inChat.filter((send) => isStranger(send.class) && send.at > now - DAY)
  const at = unasked[rules.new_chats.unanswered - 1]?.at
  if (at === undefined) return undefined
  return { go: 'hold', until: at + DAY + random() * LATER, reason: 'chat_limit' }
}

const gap: Rule = ({ class: kind, now, past: { lastToStranger: last } }) => {
  if (!isStranger(kind) || !last || last.isSame) return undefined
  const until = last.at + last.gap
  return until > now ? { go: 'wait', until, for: 'strangers' } : undefined
}

/** When there is room again, if so many were sent in a span already. */
function roomAt(
  times: readonly number[],
  most: number,
  span: number,
  { now, random }: Question,
): number | undefined {
  const last = most === 0 ? undefined : times.filter((at) => at > now - span)[most - 1]
  return last === undefined ? undefined : last + span * (1 + random() / 10)
}

const chatMinute: Rule = (question) => {
  const times = question.past.inChat.map(({ at }) => at)
  const until = roomAt(times, question.rules.chat.per_minute, MINUTE, question)
  return until === undefined ? undefined : { go: 'wait', until, for: 'chat' }
}

const chatHour: Rule = (question) => {
  const times = question.past.inChat.map(({ at }) => at)
  const until = roomAt(times, question.rules.chat.per_hour, HOUR, question)
  return until === undefined ? undefined : { go: 'hold', until, reason: 'chat_limit' }
}

const botMinute: Rule = (question) => {
  const { replies_per_minute: replies, others_per_minute: others } = question.rules.bot
  const isReply = question.class === 'reply'
  const until = roomAt(question.past.inMinute, isReply ? replies : others, MINUTE, question)
  if (until === undefined) return undefined
  return { go: 'wait', until, for: isReply ? 'replies' : 'others' }
}

/** What holds for longest is asked first: who is held waits in no line. */
const RULES: readonly Rule[] = [
  brake,
  quietHours,
  dailyBudget,
  unanswered,
  chatHour,
  gap,
  botMinute,
  chatMinute,
]

/** From two thirds to four thirds of what is asked for. */
const gapAfter = ({ class: kind, rules, random }: Question): number =>
  isStranger(kind) ? rules.new_chats.gap_seconds * 1000 * (2 / 3 + (random() * 2) / 3) : 0
