import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { backoff, openCuttableQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import type { HistoryChannel, PastItem } from '../channels/history.ts'
import { MediaError } from '../channels/media.ts'
import type { HistoryPart } from '../store/history.ts'
import type { PastMessage } from '../store/past-messages.ts'
import type { Store } from '../store/store.ts'

export interface HistoryDeskParts {
  readonly store: Store
  readonly channel: Pick<HistoryChannel, 'name' | 'readHistory'>
  readonly clock: Clock
  readonly random: Random
  business(): Pick<TenantConfig, 'history'>
  /** A part has been read, or never will be. */
  settled(state: 'done' | 'failed', stored: number, reason: string | null): void
  failed(error: Error): void
}

const LANE = 'history'
const DAY = 86_400_000
const MIB = 2 ** 20
/** Messages that share a commit. */
const BATCH = 50
/** Between two commits, so that whoever writes just now comes first. In milliseconds. */
const PAUSE = 15
const RETRY = { first: 2000, longest: 600_000 }
/** Tries of what comes damaged, before it is given up. */
const DAMAGED = 3
/** How long a part that cannot be had is asked for, in milliseconds. */
const PATIENCE = 3 * DAY

/**
 * Reads what the linked phone gives of the time before, beside everything else and a little at a
 * time: each step is stored together with how far it has come, so that a crash costs one step.
 */
export function openHistory(parts: HistoryDeskParts): Queue {
  const { store } = parts
  let hasBegun = false
  return openCuttableQueue((ending) => ({
    name: 'history',
    clock: parts.clock,
    lanes: 1,
    take: async (busy) => (busy.length === 0 && (await store.history.due()) ? [LANE] : []),
    nextDue: (after) => store.history.nextDue(after),
    failed: (error) => parts.failed(error),
    async work() {
      if (!hasBegun) await store.history.forgetNames(parts.clock.now() - PATIENCE)
      hasBegun = true
      const part = await store.history.due()
      if (part) await readPart(parts, part, ending)
      return part !== undefined && !ending.aborted
    },
  }))
}

async function readPart(parts: HistoryDeskParts, part: HistoryPart, end: AbortSignal) {
  const { store } = parts
  let stored = 0
  try {
    const steps = stepsOf(parts, part, end)
    for await (const step of steps) {
      stored += await takeIn(parts, part, step)
      await parts.clock.sleep(PAUSE, end)
    }
    await store.history.settle(part.id, 'done', null)
    parts.settled('done', stored, null)
  } catch (error) {
    if (end.aborted) return
    if (!(error instanceof MediaError)) throw error
    await afterFailure(parts, part, error, stored)
  }
}

async function afterFailure(
  parts: HistoryDeskParts,
  part: HistoryPart,
  { fate, reason }: MediaError,
  stored: number,
): Promise<void> {
  const { store, clock, random } = parts
  const isOld = clock.now() - Date.parse(part.created_at) >= PATIENCE
  const isHopeless = fate === 'corrupt' && part.attempts + 1 >= DAMAGED
  if (fate === 'gone' || isOld || isHopeless) {
    await store.history.settle(part.id, 'failed', reason)
    parts.settled('failed', stored, reason)
    return
  }
  const until = clock.now() + backoff(part.attempts + 1, random, RETRY)
  await store.history.putOff(part.id, until, reason)
}

/** What a part tells, each message with its place in it. */
type PlacedItem = PastItem & { readonly place: number }

interface Step {
  readonly items: readonly PlacedItem[]
  /** Messages in it, with those that are too old. */
  readonly handled: number
  readonly bytes: number
}

/** What is to be stored in one go. Ends where the tenant wants no more. */
async function* stepsOf(
  parts: HistoryDeskParts,
  part: HistoryPart,
  end: AbortSignal,
): AsyncGenerator<Step, void, undefined> {
  const { store, channel, clock } = parts
  const { days, megabytes } = parts.business().history
  let left = megabytes * MIB - (await store.history.bytes())
  if (days === 0 || left <= 0) return
  const since = clock.now() - days * DAY
  let toPass = part.handled
  let place = 0
  let [items, handled, bytes]: [PlacedItem[], number, number] = [[], 0, 0]
  for await (const item of readable(channel.readHistory(part.source, end))) {
    if (item.kind === 'message') place += 1
    if (item.kind !== 'message') items.push({ ...item, place })
    else if (toPass > 0) toPass -= 1
    else {
      handled += 1
      if (item.message.at >= since) {
        items.push({ ...item, place })
        bytes += item.size
        left -= item.size
      }
    }
    if (items.length >= BATCH || handled >= BATCH * 10 || left <= 0) {
      yield { items, handled, bytes }
      ;[items, handled, bytes] = [[], 0, 0]
    }
    if (left <= 0) return
  }
  if (items.length > 0 || handled > 0) yield { items, handled, bytes }
}

/** Whatever the reader does not know to happen must not end the process again and again. */
async function* readable(items: AsyncIterable<PastItem>): AsyncGenerator<PastItem> {
  try {
    yield* items
  } catch (error) {
    if (error instanceof MediaError) throw error
    throw new MediaError('later', 'history_unreadable', { cause: error })
  }
}

async function takeIn(
  { store, channel }: HistoryDeskParts,
  part: HistoryPart,
  { items, handled, bytes }: Step,
): Promise<number> {
  const { name: network } = channel
  return await store.transaction(async ({ history }) => {
    let stored = 0
    for (const messages of chatsIn(items)) stored += await history.add(network, messages)
    for (const item of items) {
      if (item.kind === 'person') await history.learn(network, item.identities)
      if (item.kind === 'name') await history.name(network, item.identity, item.name)
    }
    await history.advance(part.id, { handled, stored, bytes })
    return stored
  })
}

function chatsIn(items: readonly PlacedItem[]): readonly PastMessage[][] {
  const messages = items.filter((item) => item.kind === 'message')
  const chats = Map.groupBy(messages, ({ message }) => message.address)
  return [...chats.values()].map((inChat) => inChat.map(pastOf))
}

function pastOf(item: Extract<PlacedItem, { kind: 'message' }>): PastMessage {
  const { message, delivery, place } = item
  const { id, type, text, contact, name, address, fromMe, at } = message
  // What it answers is older, and so not there yet.
  const said = Object.entries(message.content ?? {}).filter(([key]) => key !== 'context')
  const content = said.length > 0 ? Object.fromEntries(said) : undefined
  const what = { channelMessageId: id, type, text, content, delivery, at, place }
  return { ...what, contact, name, address, fromMe }
}
