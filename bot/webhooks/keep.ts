import type { Clock } from '../../common/kit/clock.ts'
import type { Store } from '../store/store.ts'

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
  await store.transaction(({ webhookRetention }) => webhookRetention.tidy())
  for (const state of ['delivered', 'dead'] as const) {
    let more = true
    while (more && !signal.aborted) {
      more = await store.transaction(({ webhookRetention }) => webhookRetention.prune(state))
    }
  }
}
