import type { Outcome } from './plan.ts'
import type { Answer } from './post.ts'

/** When an endpoint wants to be asked again, in milliseconds since the epoch, if it says so. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return now + Number(text) * 1000
  // `Date.parse` finds a year in almost any number.
  const date = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : date
}

/** What an answer means, and what is remembered of it: null when it was taken. */
export function outcomeOf(
  answer: Answer,
  now: number,
): { readonly outcome: Outcome; readonly error: string | null } {
  if ('error' in answer) return { outcome: { kind: 'failed' }, error: answer.error }
  const { status, retryAfter } = answer
  if (status >= 200 && status < 300) return { outcome: { kind: 'taken' }, error: null }
  if (status === 410) return { outcome: { kind: 'gone' }, error: 'answered 410: gone for good' }
  const until = readRetryAfter(retryAfter, now)
  if ((status === 429 || status === 503) && until !== undefined) {
    return { outcome: { kind: 'busy', until }, error: `answered ${status} with a Retry-After` }
  }
  const isRedirect = status >= 300 && status < 400
  const why = isRedirect ? `answered ${status}: redirects are not followed` : `answered ${status}`
  return { outcome: { kind: 'failed' }, error: why }
}
