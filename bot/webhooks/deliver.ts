import type { WebhookAttempt } from '../../common/contracts/webhooks.ts'
import type { WebhookId } from '../../common/domain/ids.ts'
import { asWebhookId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import { openQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import type { DueDelivery } from '../store/webhook-deliveries.ts'
import { outcomeOf } from './outcome.ts'
import { isAway, planAfter } from './plan.ts'
import type { Plan } from './plan.ts'
import type { Answer, Poster } from './post.ts'
import { recover } from './recover.ts'
import type { RecoverParts } from './recover.ts'
import { signedHeaders } from './signature.ts'

export interface DeliverParts extends RecoverParts {
  readonly clock: Clock
  readonly random: Random
  readonly tenant: { readonly id: string; readonly slug: string }
  readonly poster: Poster
  readonly inWork: Set<string>
  /** Aborts what is on its way; it is made again after the next start. */
  readonly ending: AbortSignal
  failed(delivery: DueDelivery, attempt: WebhookAttempt, plan: Plan): void
  /** A database that fails. */
  broken(error: Error): void
}

/** Deliveries that are made to one endpoint at the same time: however slow it is, no more. */
const PER_ENDPOINT = 5
/** After so many of one line the others have their turn. */
const IN_A_ROW = 20

/** A lane of the queue: what keeps its order at one endpoint. */
const laneOf = (endpoint: WebhookId, line: string): string => `${endpoint} ${line}`

function readLane(lane: string): { readonly endpoint: WebhookId; readonly line: string } {
  const end = lane.indexOf(' ')
  return { endpoint: asWebhookId(lane.slice(0, end)), line: lane.slice(end + 1) }
}

/** Posts events to their endpoints: in order in each line, and each endpoint at its own pace. */
export function openDeliveries(parts: DeliverParts): Queue {
  const { store, clock } = parts
  const claimed = new Map<string, { readonly next: DueDelivery; readonly made: number }>()
  return openQueue({
    name: 'webhooks',
    clock,
    lanes: Number.MAX_SAFE_INTEGER,
    failed: (error) => parts.broken(error),
    take: (busy) => takeLanes(parts, busy),
    async nextDue(after) {
      const endpoints = await store.webhookEndpoints.open()
      const times: number[] = []
      for (const { id, from } of endpoints) {
        // What became due during a pause is due when the pause ends.
        if (from > after) times.push(from)
        const due = await store.webhookDeliveries.nextDue(id, after)
        if (due !== undefined) times.push(Math.max(due, from))
      }
      return times.length > 0 ? Math.min(...times) : undefined
    },
    async work(lane) {
      const { endpoint, line } = readLane(lane)
      const known = claimed.get(lane)
      claimed.delete(lane)
      if (parts.recovering.has(endpoint)) return false
      const delivery = known?.next ?? (await store.webhookDeliveries.head(endpoint, line))
      if (!delivery || parts.ending.aborted) return false
      parts.inWork.add(delivery.id)
      try {
        const next = await deliver(parts, delivery)
        const made = (known?.made ?? 0) + 1
        if (!next || made === IN_A_ROW) return false
        claimed.set(lane, { next, made })
        return true
      } finally {
        parts.inWork.delete(delivery.id)
      }
    },
  })
}

async function takeLanes(
  { store, clock, recovering }: DeliverParts,
  busy: readonly string[],
): Promise<readonly string[]> {
  const lanes: string[] = []
  const lines = Map.groupBy(busy.map(readLane), ({ endpoint }) => endpoint)
  for (const { id, from } of await store.webhookEndpoints.open()) {
    const inHand = (lines.get(id) ?? []).map(({ line }) => line)
    const free = PER_ENDPOINT - inHand.length
    if (free <= 0 || from > clock.now() || recovering.has(id)) continue
    const due = await store.webhookDeliveries.due(id, inHand, free)
    lanes.push(...due.map((line) => laneOf(id, line)))
  }
  return lanes
}

/** @returns the next of the line, if it is due */
async function deliver(
  parts: DeliverParts,
  delivery: DueDelivery,
): Promise<DueDelivery | undefined> {
  const { clock, poster, ending } = parts
  const begun = clock.now()
  const body = bodyOf(parts, delivery)
  const headers = signedHeaders(delivery.secrets, delivery.event.id, begun, body)
  let answer: Answer
  try {
    answer = await poster.post(delivery.url, { ...HEADERS, ...headers }, body, ending)
  } catch (error) {
    if (ending.aborted) return undefined
    throw error
  }
  const now = clock.now()
  const { outcome, error } = outcomeOf(answer, now)
  const attempt: WebhookAttempt = {
    at: toIso(begun),
    status: 'status' in answer ? answer.status : null,
    durationMs: Math.max(0, now - begun),
    error,
  }
  if (outcome.kind === 'taken') return await taken(parts, delivery, attempt)
  return await refused(parts, delivery, attempt, planAfter(outcome, delivery, now, parts.random))
}

const HEADERS = {
  'content-type': 'application/json',
  'user-agent': 'Flotilla-Webhooks/1',
} as const

/** The same bytes at every try. */
function bodyOf({ tenant }: DeliverParts, { event }: DueDelivery): string {
  const { data, ...envelope } = event
  const { id, type, at, chat, sequence } = envelope
  const head = JSON.stringify({ id, type, at, tenant, chat, sequence })
  return `${head.slice(0, -1)},"data":${data}}`
}

async function taken(
  parts: DeliverParts,
  delivery: DueDelivery,
  attempt: WebhookAttempt,
): Promise<DueDelivery | undefined> {
  const { endpoint, line } = delivery
  const wasAway = isAway(delivery.failingSince, parts.clock.now())
  const next = await parts.store.transaction(async ({ webhookDeliveries }) => {
    await webhookDeliveries.delivered(delivery, attempt, wasAway)
    return wasAway ? undefined : await webhookDeliveries.head(endpoint, line)
  })
  if (wasAway) await recover(parts, endpoint)
  return next
}

async function refused(
  parts: DeliverParts,
  delivery: DueDelivery,
  attempt: WebhookAttempt,
  plan: Plan,
): Promise<DueDelivery | undefined> {
  const { store } = parts
  const { endpoint, line } = delivery
  const next = await store.transaction(async ({ webhookDeliveries, incidents }) => {
    await webhookDeliveries.failed(delivery, attempt, plan)
    if (plan.isGone) await incidents.add('webhook_gone', `webhook ${endpoint} answered 410`)
    return await webhookDeliveries.head(endpoint, line)
  })
  if (plan.isGone) await store.webhookEndpoints.refresh()
  parts.failed(delivery, attempt, plan)
  return next
}
