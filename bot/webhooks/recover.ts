import type { WebhookId } from '../../common/domain/ids.ts'
import type { Store } from '../store/store.ts'

export interface RecoverParts {
  readonly store: Store
  /** The deliveries that are on their way just now, by their ids. */
  readonly inWork: ReadonlySet<string>
  /** Endpoints whose lines are being put in order: nothing is taken from them meanwhile. */
  readonly recovering: Set<WebhookId>
  /** The bot ends. */
  readonly stopped: AbortSignal
}

/**
 * An endpoint is back: all that was put off goes back into its line and is due at once, step by
 * step, as it may be very much. Cut short, it is done again at the next event that is taken.
 */
export async function recover(parts: RecoverParts, endpoint: WebhookId): Promise<void> {
  const { store, inWork, recovering, stopped } = parts
  if (recovering.has(endpoint)) return
  recovering.add(endpoint)
  try {
    let more = true
    while (more && !stopped.aborted) {
      more = await store.transaction(({ webhookDeliveries }) =>
        webhookDeliveries.recover(endpoint, [...inWork]),
      )
    }
  } finally {
    recovering.delete(endpoint)
  }
}
