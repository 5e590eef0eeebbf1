import type { Clock } from '../../common/kit/clock.ts'
import { messageOf } from '../../common/kit/errors.ts'
import type { Mender } from './mender.ts'

const TICK_MS = 5000
const ROUTINE_MS = 60_000
const SILENCE_MENDS_EVERY_MS = 20_000
/** A tick that comes this late was not late by itself: everything stood still. */
const DEAF_AFTER_MS = 20_000

/**
 * Mends at once, then whenever `isSilent` says that a wanted bot is not heard, and once a minute
 * otherwise. Ends when the signal aborts.
 */
export async function keepMended(
  mender: Mender,
  parts: {
    readonly clock: Clock
    readonly signal: AbortSignal
    readonly isSilent: () => Promise<boolean>
    readonly onFailure: (reason: string) => void
  },
): Promise<void> {
  const { clock, signal, isSilent, onFailure } = parts
  let last = ''
  while (!signal.aborted) {
    try {
      const age = clock.now() - mender.lastMendAt()
      const due = age >= ROUTINE_MS || (age >= SILENCE_MENDS_EVERY_MS && (await isSilent()))
      if (due) await mender.mend()
      last = ''
    } catch (error) {
      // The same trouble every few seconds would only drown the log.
      if (messageOf(error) !== last) onFailure((last = messageOf(error)))
    }
    const ticked = clock.now()
    await clock.sleep(TICK_MS, signal).catch(() => undefined)
    if (clock.now() - ticked > DEAF_AFTER_MS) mender.wasDeaf()
  }
}
