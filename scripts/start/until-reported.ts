import type { Clock } from '../../common/kit/clock.ts'
import { Problem } from '../../common/kit/errors.ts'
import type { Installation, Readiness } from '../installation.ts'

/** How long nothing may get better before the waiting ends. */
const PATIENCE_MS = 45_000
const POLL_MS = 200

/**
 * Waits until every wanted bot has reported, or is known to be broken. As long as fewer and fewer
 * are missing it goes on waiting, so that many bots on a slow machine get the time they need.
 * @returns how it stands in the end; with `missing` when some did not report
 */
export async function untilReported(
  installation: Pick<Installation, 'readiness'>,
  clock: Clock,
): Promise<Readiness> {
  let fewest = Infinity
  let deadline = clock.now() + PATIENCE_MS
  for (;;) {
    const { server, ...readiness } = await readinessOrReason(installation)
    if (readiness.ready || readiness.settled) return readiness
    if (server && readiness.missing.length < fewest) {
      fewest = readiness.missing.length
      deadline = clock.now() + PATIENCE_MS
    }
    if (clock.now() > deadline) return readiness
    await clock.sleep(POLL_MS)
  }
}

async function readinessOrReason(
  installation: Pick<Installation, 'readiness'>,
): Promise<Readiness & { readonly server: boolean }> {
  try {
    return { server: true, ...(await installation.readiness()) }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not_ready') throw error
    const missing = [{ slug: 'server', reason: error.message }]
    return { server: false, ready: false, settled: false, missing }
  }
}
