import { Problem, messageOf } from '../../common/kit/errors.ts'

/** What went wrong, as a person at a terminal wants to read it; no stack for expected problems. */
export function explain(error: unknown): string {
  if (error instanceof Problem) return error.message
  if (process.env['FLOTILLA_DEBUG'] && error instanceof Error) return error.stack ?? error.message
  return `${messageOf(error)} (FLOTILLA_DEBUG=1 shows where)`
}
