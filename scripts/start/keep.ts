import type { Clock } from '../../common/kit/clock.ts'
import { messageOf } from '../../common/kit/errors.ts'
import type { Installation } from '../installation.ts'
import type { StartReport } from './start-fleet.ts'

interface KeepParts {
  readonly say: (line: string) => void
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Brings the installation up. */
  readonly start: (say: (line: string) => void) => Promise<Pick<StartReport, 'ok' | 'readiness'>>
}

/** What the watch needs of an installation. */
type Watched = Pick<Installation, 'whoAnswers'> & {
  readonly fleet: Pick<Installation['fleet'], 'isDaemonAlive' | 'isStopWanted'>
}

const WATCH_MS = 1000
const DEAF_LIMIT_MS = 8000

/**
 * Watches over PM2 itself, which nobody else does: when its daemon is gone (all its children die
 * with it) or the server stays silent, the installation is started again. Ends when `signal`
 * aborts; what runs goes on running.
 */
export async function keepFleet(
  installation: Watched,
  { say, clock, signal, start }: KeepParts,
): Promise<void> {
  say('\nKeeping watch. Ctrl-C ends the watch, not the bots.')
  let lastHeard = clock.now()
  while (!signal.aborted) {
    // An abort ends the wait; the loop's condition sees it.
    await clock.sleep(WATCH_MS, signal).catch(() => undefined)
    if (signal.aborted) return
    if (installation.fleet.isStopWanted()) {
      // Somebody said `npm stop`; the watch goes on with the next `npm start`.
      lastHeard = clock.now()
      continue
    }
    const heard = (await installation.whoAnswers()) === 'us'
    if (heard) lastHeard = clock.now()
    const daemonAlive = installation.fleet.isDaemonAlive()
    if (daemonAlive && clock.now() - lastHeard < DEAF_LIMIT_MS) continue
    say(
      daemonAlive
        ? 'The server has been silent; starting what is missing…'
        : 'PM2 is gone; bringing everything back…',
    )
    await bringBack(start, say)
    lastHeard = clock.now()
  }
}

async function bringBack(start: KeepParts['start'], say: KeepParts['say']): Promise<void> {
  try {
    const { ok, readiness } = await start(say)
    say(ok ? 'Everything is back.' : `Back, but: ${reasons(readiness.missing)}`)
  } catch (error) {
    say(`That failed and will be tried again: ${messageOf(error)}`)
  }
}

const reasons = (missing: readonly { slug: string; reason: string }[]): string =>
  missing.map(({ slug, reason }) => `${slug}: ${reason}`).join('; ')
