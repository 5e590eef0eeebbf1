import type { Clock } from '../../common/kit/clock.ts'
import type { Store } from '../store/store.ts'
import type { WebhookRetention } from '../store/webhook-retention.ts'

const MINUTE = 60_000
/** After the start, in milliseconds: a bot has other things to do first. */
const FIRST = MINUTE
const EVERY = 60 * MINUTE

/** Forgets what settled long ago and ends what waits in vain, every hour until it is stopped. */
export async function keepTidy(store: Store, clock: Clock, signal: AbortSignal): Promise<void> {
  let wait = FIRST
  while (!signal.aborted) {
    try {
      await clock.sleep(wait, signal)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    await tidyUp(store, signal)
    wait = EVERY
  }
}

async function tidyUp(store: Store, signal: AbortSignal): Promise<void> {
  const steps: readonly ((retention: WebhookRetention) => Promise<boolean>)[] = [
    (retention) => retention.tidy(),
    (retention) => retention.prune('delivered'),
    (retention) => retention.prune('dead'),
  ]
  for (const step of steps) {
    let more = true
    while (more && !signal.aborted) {
      more = await store.transaction(({ webhookRetention }) => step(webhookRetention))
    }
  }
}
