/**
 * An error whose text is made for the reader outside: it becomes `application/problem+json`
 * (RFC 9457) at an API and one plain sentence at a command line.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly status: number
  readonly fields: readonly FieldProblem[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: string, status: number, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.status = status
    this.fields = options.fields ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** What is wrong with one field of the input; `field` is a path such as `prompts.welcome_message`. */
export interface FieldProblem {
  readonly field: string
  readonly message: string
}

interface ProblemOptions {
  readonly fields?: readonly FieldProblem[]
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** The text of anything that was thrown; Node's own does not say what its fence kept away. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const resource = 'resource' in error ? error.resource : undefined
  const isFenced = codeOf(error) === 'ERR_ACCESS_DENIED' && typeof resource === 'string'
  return isFenced ? `${error.message} It was about ${resource}` : error.message
}

/** The `code` of a system or SQLite error, if it has one. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
