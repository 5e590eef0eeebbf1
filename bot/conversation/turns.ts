import { asChatId } from '../../common/domain/ids.ts'
import type { ChannelMessageId, ChatId, Phone } from '../../common/domain/ids.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import { TTL } from '../../common/domain/message.ts'
import type { Country } from '../../common/domain/phone/country.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { codeOf, messageOf } from '../../common/kit/errors.ts'
import { backoff, openQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import { isAct } from '../agent/agent.ts'
import type { Agent, Reply, Thought } from '../agent/agent.ts'
import { giveBack, givenBack, handToHuman } from './handover.ts'
import { choiceIn } from './menus.ts'
import { looksLikeLoop, loopSilence } from './loops.ts'
import type { Chat } from '../store/contacts.ts'
import type { Repositories, Store } from '../store/store.ts'
import type { StoredMessage } from '../store/stored-message.ts'
import type { Turn } from '../store/turns.ts'

export interface TurnsParts {
  readonly store: Store
  readonly agent: Agent
  readonly clock: Clock
  readonly random: Random
  business(): Pick<
    TenantConfig,
    | 'owners'
    | 'business_name'
    | 'prompts'
    | 'loops'
    | 'currency'
    | 'language'
    | 'timezone'
    | 'features'
    | 'inventory'
    | 'hours'
    | 'handover'
  >
  /** Where the owners are, for numbers that are written without their country. */
  country?(): Country | undefined
  /** A customer was handed over to a human. */
  handedOver?(chatId: ChatId): void
  /** Whether somebody who seems new may turn out not to be, when the past has been read; unless told, not. */
  isPastComing?(): Promise<boolean>
  newMessageId(): ChannelMessageId
  /** The turn is over and its replies are in the outbox. */
  ended(replies: number): void
  /** A chat was silenced because another bot seems to answer there. */
  loopFound(chatId: ChatId): void
  turnFailed(turn: Turn, error: Error, isParked: boolean): void
  failed(error: Error): void
}

/** Chats that are thought about at the same time. */
const LANES = 4
/** Tries before a turn is parked for the operator to look at. */
const TRIES = 5
const RETRY = { first: 2000, longest: 300_000 }
/** While the past is being read, what seems to be somebody's first turn is put off, in milliseconds. */
const PAST_LOOK = 1000

/** Deals with what came in: the oldest of a chat first, one turn at a time in each chat. */
export function openTurns(parts: TurnsParts): Queue {
  const { store, clock } = parts
  return openQueue({
    name: 'turns',
    clock,
    lanes: LANES,
    take: (busy, limit) => store.turns.due(busy, limit),
    nextDue: (after) => store.turns.nextDue(after),
    failed: (error) => parts.failed(error),
    async work(lane) {
      const turn = await store.turns.head(asChatId(lane))
      if (!turn) return false
      return await takeTurn(parts, turn)
    },
  })
}

async function takeTurn(parts: TurnsParts, turn: Turn): Promise<boolean> {
  if (await mayBeKnown(parts, turn)) {
    await parts.store.turns.putOff(turn.id, parts.clock.now() + PAST_LOOK)
    return false
  }
  let thought: Thought | GiveBack
  try {
    thought = await think(parts, turn)
  } catch (error) {
    await fail(parts, turn, error instanceof Error ? error : new Error(messageOf(error)))
    return false
  }
  let ended: Ended
  try {
    ended = await endTurn(parts, turn, thought)
  } catch (error) {
    // What an act throws is no failure of the database, which ends the process by itself.
    if (isGiveBack(thought) || !isAct(thought) || codeOf(error)?.startsWith('SQLITE')) throw error
    await fail(parts, turn, error instanceof Error ? error : new Error(messageOf(error)))
    return false
  }
  if (ended.isLoop) parts.loopFound(turn.chatId)
  if (ended.isHandedOver) parts.handedOver?.(turn.chatId)
  parts.ended(ended.replies)
  return true
}

/** Whether somebody who seems new may have written before the bot was linked. */
async function mayBeKnown(parts: TurnsParts, turn: Turn): Promise<boolean> {
  const { store } = parts
  const isPastComing = (await parts.isPastComing?.()) === true
  if (!isPastComing || !(await store.turns.isFirst(turn))) return false
  return !isFromOwner(parts, turn, await store.contacts.chat(turn.chatId))
}

/** An owner's command to the bot itself, whatever its vertical is. */
interface GiveBack {
  readonly giveBack: Phone
}

const isGiveBack = (thought: Thought | GiveBack): thought is GiveBack => 'giveBack' in thought

async function think(parts: TurnsParts, turn: Turn): Promise<Thought | GiveBack> {
  const { store, agent } = parts
  const business = parts.business()
  const chat = await store.contacts.chat(turn.chatId)
  // Its contact may have been deleted since, or have opted out.
  if (!chat || chat.isBlocked || chat.optedOut) return []
  const isOwner = isFromOwner(parts, turn, chat)
  if (!isOwner && isSilent(parts, chat)) return []
  const said = saidIn(turn)
  if (said.length === 0) return []
  const texts = textsOf(said)
  const phone = isOwner ? givenBack(parts, texts.join('\n')) : undefined
  if (phone !== undefined) return { giveBack: phone }
  return await agent.think({
    id: turn.id,
    chat: turn.chatId,
    messages: said.map(({ type, text, content }) => ({ type, text, choice: choiceIn(content) })),
    text: texts.length > 0 ? texts.join('\n') : null,
    isFirst: await store.turns.isFirst(turn),
    isOwner,
    business,
  })
}

/** What its writer took back in time was not said. */
const saidIn = ({ messages }: Turn): readonly StoredMessage[] =>
  messages.filter(({ isRevoked }) => !isRevoked)

const textsOf = (messages: readonly StoredMessage[]): readonly string[] =>
  messages.map(({ text }) => text).filter((text) => text !== null)

/** Whoever types on the linked phone may command the bot, and so may the owners. */
function isFromOwner(parts: TurnsParts, turn: Turn, chat: Chat | undefined): boolean {
  const phone = chat?.phone ?? undefined
  return (
    turn.messages[0].author === 'phone' ||
    (phone !== undefined && parts.business().owners.includes(phone))
  )
}

const isSilent = ({ clock }: TurnsParts, chat: Chat | undefined): boolean =>
  chat?.silentUntil !== undefined && chat.silentUntil > clock.now()

interface Ended {
  readonly replies: number
  readonly isLoop: boolean
  readonly isHandedOver: boolean
}

/**
 * The end, what is done and the replies are one step: a crash before it repeats the thinking, never a
 * deed or a reply.
 */
async function endTurn(parts: TurnsParts, turn: Turn, thought: Thought | GiveBack): Promise<Ended> {
  const at = parts.clock.now()
  const [{ channel }] = turn.messages
  return await parts.store.transaction(async (inside) => {
    const replies = await outcomeOf(parts, inside, turn, thought)
    const isLoop = replies.length > 0 && (await breakLoop(parts, inside, turn))
    const mayAnswer = replies.length > 0 && (await isWelcome(parts, inside, turn))
    for (const reply of mayAnswer ? replies : []) {
      await inside.messages.add({
        channel,
        chatId: turn.chatId,
        direction: 'outbound',
        author: 'bot',
        channelMessageId: parts.newMessageId(),
        type: 'text',
        text: reply.text,
        delivery: 'queued',
        at,
        expiresAt: at + TTL.usual * 1000,
      })
    }
    const isHandedOver = mayAnswer && 'handsOver' in thought && thought.handsOver
    if (isHandedOver) {
      const text = textsOf(saidIn(turn)).join('\n')
      await handToHuman(parts, inside, { chatId: turn.chatId, text })
    }
    await inside.turns.end(turn)
    return { replies: mayAnswer ? replies.length : 0, isLoop, isHandedOver }
  })
}

/** Does what is to be done, if anything, and has what came out of it. */
async function outcomeOf(
  parts: TurnsParts,
  inside: Repositories,
  { messages: [{ channel }] }: Turn,
  thought: Thought | GiveBack,
): Promise<readonly Reply[]> {
  if (isGiveBack(thought)) {
    return [{ text: await giveBack(parts, inside, channel, thought.giveBack) }]
  }
  if (!isAct(thought)) return thought
  return (await thought.run(inside.tables)).map((text) => ({ text }))
}

/**
 * While the agent was thinking, a human may have taken the chat over, a loop have been found, or the
 * contact been blocked or deleted, or have opted out.
 */
async function isWelcome(parts: TurnsParts, inside: Repositories, turn: Turn): Promise<boolean> {
  const chat = await inside.contacts.chat(turn.chatId)
  if (!chat || chat.isBlocked || chat.optedOut) return false
  return isFromOwner(parts, turn, chat) || !isSilent(parts, chat)
}

/** @returns whether the chat was found to be a loop with another bot just now, and silenced */
async function breakLoop(parts: TurnsParts, inside: Repositories, turn: Turn): Promise<boolean> {
  const { loops } = parts.business()
  const now = parts.clock.now()
  // Between two answers there is at least one message of the other side, rarely more than two.
  const answered = await inside.messages.answeredAt(turn.chatId, loops.replies * 4)
  if (!looksLikeLoop(answered, now, loops)) return false
  const chat = await inside.contacts.chat(turn.chatId)
  if (isFromOwner(parts, turn, chat)) return false
  await inside.silences.keep(turn.chatId, now + loopSilence(loops), 'loop')
  await inside.incidents.add('loop', `chat ${turn.chatId}`)
  return true
}

async function fail(parts: TurnsParts, turn: Turn, error: Error): Promise<void> {
  const tries = turn.attempts + 1
  const isParked = tries >= TRIES
  const again = isParked
    ? ('parked' as const)
    : { at: parts.clock.now() + backoff(tries, parts.random, RETRY) }
  await parts.store.turns.failed(turn.id, error.message.slice(0, 500), again)
  parts.turnFailed(turn, error, isParked)
}
