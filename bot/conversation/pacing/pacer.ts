import type { ChatId, MessageId, Phone } from '../../../common/domain/ids.ts'
import type { TenantConfig } from '../../../common/domain/tenant-config.ts'
import type { Clock, Random } from '../../../common/kit/clock.ts'
import type { ClaimedMessage, Head } from '../../store/claims.ts'
import type { Hold } from '../../store/holds.ts'
import { RANKS } from '../../store/ranks.ts'
import type { Rank } from '../../store/ranks.ts'
import type { SendClass } from '../../store/sends.ts'
import type { Repositories, Store } from '../../store/store.ts'
import { classOf, subjectOf } from './classes.ts'
import type { Meant } from './classes.ts'
import { brakeFor, pastOf } from './past.ts'
import { DAY, judge, PROBING } from './rules.ts'
import type { WaitFor } from './rules.ts'
import { typingTime } from './typing.ts'

export interface PacerParts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  business(): Pick<TenantConfig, 'timezone' | 'pacing'>
  /** Whoever commands the bot is told everything at once. */
  isOwner(phone: Phone): boolean
}

/** What became of a chat's head. */
export type Claim =
  | { readonly message: ClaimedMessage; readonly isProbe: boolean }
  | { readonly held: MessageId; readonly hold: Hold }
  /** The contact sees for a while that an answer is typed. */
  | { readonly typesTo: string; readonly answer: MessageId }
  /** It has to wait, and with it these lines, or its chat alone. */
  | { readonly rests: readonly Rank[]; readonly until: number }

/** How long a line is not looked at. */
interface Rest {
  readonly since: number
  readonly until: number
}

/** A clock that was set back must not let a line rest for as long. */
const rests = (rest: Rest | undefined, now: number): boolean =>
  rest !== undefined && rest.since <= now && now < rest.until

const RANK_OF: Readonly<Record<SendClass, Rank>> = { reply: 0, known: 1, new: 2, opening: 2 }

const CLOSED: Readonly<Record<WaitFor, readonly Rank[]>> = {
  chat: [],
  replies: [0],
  others: [1, 2],
  strangers: [2],
}

/** How often what counts no more is forgotten. */
const FORGET_EVERY = DAY / 4

/**
 * Decides when messages go. What was sent stands in the database, by the claim that sent it; only
 * which lines rest until when, and who was seen typing, is kept here and found out again. A decision
 * is taken inside a transaction and changes nothing here, as that may be run twice or taken back:
 * `heed` is told of it afterwards.
 */
export class Pacer {
  readonly #parts: PacerParts
  readonly #rests = new Map<Rank, Rest>()
  readonly #typed = new Map<MessageId, number>()
  #forgotAt = Number.NEGATIVE_INFINITY

  constructor(parts: PacerParts) {
    this.#parts = parts
  }

  get isOn(): boolean {
    return this.#parts.business().pacing.enabled
  }

  /** The lines that do not rest. */
  open(): readonly Rank[] {
    if (!this.isOn) return RANKS
    const now = this.#parts.clock.now()
    return RANKS.filter((rank) => !rests(this.#rests.get(rank), now))
  }

  /** When the next rest ends that had not ended at a time. */
  restsUntil(after: number): number | undefined {
    if (!this.isOn) return undefined
    const lasting = [...this.#rests.values()].filter((rest) => rests(rest, after))
    return lasting.length > 0 ? Math.min(...lasting.map(({ until }) => until)) : undefined
  }

  /** Every line is looked at again: what it rested for may be over. */
  goOn(): void {
    this.#rests.clear()
  }

  /** From time to time: drops what was sent so long ago that no limit asks for it. */
  async forget(): Promise<void> {
    const now = this.#parts.clock.now()
    if (!this.isOn || Math.abs(now - this.#forgotAt) < FORGET_EVERY) return
    this.#forgotAt = now
    await this.#parts.store.transaction(({ sends }) => sends.prune(now - 2 * DAY))
    for (const [id, at] of this.#typed) if (at < now - FORGET_EVERY) this.#typed.delete(id)
  }

  /** A decision is on the disk. */
  heed(claim: Claim | undefined): void {
    if (!claim || 'held' in claim) return
    const since = this.#parts.clock.now()
    if ('message' in claim) this.#typed.delete(claim.message.id)
    else if ('typesTo' in claim) this.#typed.set(claim.answer, since)
    else for (const rank of claim.rests) this.#rests.set(rank, { since, until: claim.until })
  }

  /**
   * Takes the head of a chat's line for sending if it may go now, and counts it in the same
   * transaction; or holds it, or lets it wait.
   */
  async claim(inside: Repositories, chatId: ChatId): Promise<Claim | undefined> {
    const head = await inside.outbox.head(chatId)
    if (!head) return undefined
    if (!this.isOn) return await take(inside, head)
    const chat = await inside.contacts.chat(head.chatId)
    // Its contact was deleted meanwhile, or is the owner.
    if (!chat || (chat.phone !== null && this.#parts.isOwner(chat.phone))) {
      return await take(inside, head)
    }
    if (head.isClaimed) return await this.#again(inside, head)
    const family = await inside.contacts.chatIdsOf(chat.contactId, chat.channel)
    const kind = await classOf(inside, { head, chat, family }, this.#parts.clock.now())
    // It has stood in the wrong line: it is taken again from its own.
    if (await inside.ranks.put(family, RANK_OF[kind])) return undefined
    const ahead = await inside.holds.ahead(family, head.id, subjectOf(head))
    if (ahead) return await hold(inside, head, ahead)
    return await this.#pace(inside, { head, chat, family, class: kind })
  }

  /** What may have left was counted when it did, and goes under the same id; a brake holds it too. */
  async #again(inside: Repositories, head: Head): Promise<Claim | undefined> {
    const now = this.#parts.clock.now()
    const kind = await inside.sends.classOf(head.id)
    const brake = kind && kind !== 'reply' ? await brakeFor(inside, kind) : undefined
    if (!brake) return await take(inside, head)
    if (brake.until > now) return await hold(inside, head, brake, true)
    if (!brake.isTrying) return await take(inside, head, true)
    const until = now + PROBING
    await inside.outbox.delay(head.id, until)
    return { rests: [], until }
  }

  async #pace(inside: Repositories, meant: Meant): Promise<Claim | undefined> {
    const { clock, random } = this.#parts
    const { pacing: rules, timezone } = this.#parts.business()
    const now = clock.now()
    const past = await pastOf(inside, { ...meant, rules, now })
    const verdict = judge({ class: meant.class, now, rules, timezone, random, past })
    const { head, chat } = meant
    if (verdict.go === 'hold') return await hold(inside, head, verdict)
    if (verdict.go === 'wait') {
      const { until } = verdict
      if (verdict.for === 'chat') await inside.outbox.delay(head.id, until)
      return { rests: CLOSED[verdict.for], until }
    }
    const typing = this.#typing(meant)
    if (typing !== undefined && chat.address !== null) {
      await inside.outbox.delay(head.id, now + typing)
      return { typesTo: chat.address, answer: head.id }
    }
    const taken = await take(inside, head, verdict.isProbe)
    if (!taken) return undefined
    const { gap } = verdict
    await inside.sends.add({ chatId: head.chatId, messageId: head.id, class: meant.class, gap })
    return taken
  }

  /** @returns how long the bot still has to be seen typing, if at all */
  #typing({ head, ...meant }: Meant): number | undefined {
    const isAnswer = meant.class === 'reply' && head.author === 'bot'
    const isShown = this.#parts.business().pacing.typing && !this.#typed.has(head.id)
    return isAnswer && isShown ? typingTime(head.text ?? '', this.#parts.random) : undefined
  }
}

async function take(inside: Repositories, head: Head, isProbe = false): Promise<Claim | undefined> {
  const message = await inside.outbox.claimHead(head)
  return message && { message, isProbe }
}

async function hold(
  inside: Repositories,
  { id }: Head,
  { reason, until }: Hold,
  left = false,
): Promise<Claim | undefined> {
  const why = { reason, until }
  return (await inside.holds.hold(id, why, left)) ? { held: id, hold: why } : undefined
}
