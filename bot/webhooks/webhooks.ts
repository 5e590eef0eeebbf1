import { setMaxListeners } from 'node:events'
import type { WebhookId } from '../../common/domain/ids.ts'
import type { Clock, Random } from '../../common/kit/clock.ts'
import type { Store } from '../store/store.ts'
import { openChores } from './chores.ts'
import { openDeliveries } from './deliver.ts'
import type { DeliverParts } from './deliver.ts'
import { openDesk } from './desk.ts'
import type { WebhookDesk } from './desk.ts'
import { keepTidy } from './keep.ts'
import { TIMEOUT } from './plan.ts'
import { openPoster } from './post.ts'
import { recover } from './recover.ts'
import { nameResolver } from './resolve.ts'
import type { Resolve } from './resolve.ts'

export interface WebhooksParts extends Pick<DeliverParts, 'tenant' | 'failed' | 'broken'> {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** Whether the operator allows addresses that are not of the open internet. */
  readonly mayBePrivate: boolean
  /** How names are looked up; by asking the name servers, unless told. */
  readonly resolve?: Resolve
  /** How long an endpoint may take to answer; 15 s unless told, in milliseconds. */
  readonly timeout?: number
}

/** The tenant's outgoing webhooks; disposing gives what is on its way a second to arrive. */
export interface Webhooks extends AsyncDisposable {
  readonly desk: WebhookDesk
  /** Resolves when nothing is due, nothing is on its way and nothing is left to do with many. */
  settle(): Promise<void>
}

const GRACE = 1000

/** Begins to deliver what is written and what is left from before. */
export async function openWebhooks(parts: WebhooksParts): Promise<Webhooks> {
  const { store, clock, mayBePrivate } = parts
  const [cut, stopped] = [new AbortController(), new AbortController()]
  const inWork = new Set<string>()
  const recovering = new Set<WebhookId>()
  // Everything that is on its way listens to it.
  setMaxListeners(0, cut.signal)
  const poster = openPoster({
    mayBePrivate,
    resolve: parts.resolve ?? nameResolver(),
    timeout: parts.timeout ?? TIMEOUT,
  })
  await store.webhookEndpoints.refresh()
  const lines = { store, inWork, recovering, stopped: stopped.signal }
  const queue = openDeliveries({ ...parts, ...lines, poster, ending: cut.signal })
  const wake = (): void => queue.wake()
  store.whenEventsAreWritten(wake)
  const chores = openChores({ store, clock, stepped: wake, broken: parts.broken })
  const failed = (error: unknown): void =>
    parts.broken(error instanceof Error ? error : new Error(String(error)))
  let background = keepTidy(store, clock, stopped.signal).catch(failed)
  const takeUp = (webhook: WebhookId): void => {
    const taken = recover(lines, webhook).then(() => queue.wake(), failed)
    background = Promise.all([background, taken]).then(() => undefined)
  }
  return {
    desk: openDesk({ store, clock, mayBePrivate, takeUp, wake, begin: () => chores.wake() }),
    async settle() {
      await chores.settle()
      await queue.settle()
    },
    async [Symbol.asyncDispose]() {
      stopped.abort()
      const patience = setTimeout(() => cut.abort(new Error('the bot ends')), GRACE)
      await chores[Symbol.asyncDispose]()
      await queue[Symbol.asyncDispose]()
      clearTimeout(patience)
      await background
      poster[Symbol.dispose]()
    },
  }
}
