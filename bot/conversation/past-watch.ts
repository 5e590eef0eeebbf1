import type { Connection } from '../../common/domain/connection.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { Store } from '../store/store.ts'

export interface PastWatchParts {
  readonly store: Pick<Store, 'history'>
  readonly clock: Clock
  business(): Pick<TenantConfig, 'history'>
}

/** Knows when somebody who seems new may have written before the bot was linked. */
export interface PastWatch {
  /** To be told of every change of the connection. */
  changed(connection: Pick<Connection, 'state'>): void
  /** Whether what was written before may still be on its way; minutes after a linking at most. */
  isComing(): Promise<boolean>
}

/** After a linking nobody is kept waiting for longer, in milliseconds. */
const LONGEST = 120_000
/** So much earlier the phone may have begun, before we hear that the connection is open. */
const AHEAD = 15_000

export function watchPast(parts: PastWatchParts): PastWatch {
  const { store, clock } = parts
  let isPairing = false
  let linkedAt: number | undefined
  return {
    changed({ state }) {
      if (state === 'pairing') isPairing = true
      if (state !== 'open' || !isPairing) return
      isPairing = false
      linkedAt = clock.now()
    },
    async isComing() {
      if (linkedAt === undefined || parts.business().history.days === 0) return false
      const since = linkedAt
      if (clock.now() - since < LONGEST) return await store.history.isUnread(since - AHEAD)
      linkedAt = undefined
      return false
    },
  }
}
