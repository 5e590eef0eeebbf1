import type { LastReport } from './report-book.ts'

const HOUR_MS = 3_600_000

/**
 * How busy a bot was when it was last heard, in messages an hour in and out; 0 when it never was. A
 * bot that had just started counts as if it had run for an hour: a first burst says little.
 */
export function activityOf(last: LastReport | undefined): number {
  if (!last) return 0
  const { messagesIn, messagesOut, startedAt } = last.report
  const life = Math.max(HOUR_MS, last.receivedAt - Date.parse(startedAt))
  return ((messagesIn + messagesOut) * HOUR_MS) / life
}
