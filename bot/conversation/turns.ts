import { asChatId } from '../../common/domain/ids.ts'
import type { ChannelMessageId } from '../../common/domain/ids.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import { TTL } from '../../common/domain/message.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { messageOf } from '../../common/kit/errors.ts'
import { backoff, openQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import type { Agent, Reply } from '../agent/agent.ts'
import type { Store } from '../store/store.ts'
import type { Turn } from '../store/turns.ts'

export interface TurnsParts {
  readonly store: Store
  readonly agent: Agent
  readonly clock: Clock
  readonly random: Random
  business(): Pick<TenantConfig, 'owners' | 'prompts'>
  newMessageId(): ChannelMessageId
  /** The turn is over and its replies are in the outbox. */
  ended(replies: number): void
  turnFailed(turn: Turn, error: Error, isParked: boolean): void
  failed(error: Error): void
}

/** Chats that are thought about at the same time. */
const LANES = 4
/** Tries before a turn is parked for the operator to look at. */
const TRIES = 5
const RETRY = { first: 2000, longest: 300_000 }

/** Deals with inbound messages: the oldest of a chat first, one at a time in each chat. */
export function openTurns(parts: TurnsParts): Queue {
  const { store, clock } = parts
  return openQueue({
    name: 'turns',
    clock,
    lanes: LANES,
    take: (busy, limit) => store.turns.due(busy, limit),
    nextDue: () => store.turns.nextDue(),
    failed: (error) => parts.failed(error),
    async work(lane) {
      const turn = await store.turns.head(asChatId(lane))
      if (!turn) return false
      return await takeTurn(parts, turn)
    },
  })
}

async function takeTurn(parts: TurnsParts, turn: Turn): Promise<boolean> {
  let replies: readonly Reply[]
  try {
    replies = await think(parts, turn)
  } catch (error) {
    await fail(parts, turn, error instanceof Error ? error : new Error(messageOf(error)))
    return false
  }
  await endTurn(parts, turn, replies)
  parts.ended(replies.length)
  return true
}

async function think(parts: TurnsParts, turn: Turn): Promise<readonly Reply[]> {
  const { store, agent } = parts
  const business = parts.business()
  const chat = await store.contacts.chat(turn.message.chatId)
  return await agent.think({
    type: turn.message.type,
    text: turn.message.text,
    isFirst: (await store.messages.countInboundBefore(turn.message)) === 0,
    isOwner:
      chat?.phone !== undefined && chat.phone !== null && business.owners.includes(chat.phone),
    business,
  })
}

/** The end and the replies are one step: a crash before it repeats the thinking, never a reply. */
async function endTurn(parts: TurnsParts, turn: Turn, replies: readonly Reply[]): Promise<void> {
  const at = parts.clock.now()
  await parts.store.transaction(async ({ messages, turns }) => {
    for (const reply of replies) {
      await messages.add({
        channel: turn.message.channel,
        chatId: turn.message.chatId,
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
    await turns.end(turn.id)
  })
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
