/** Aborts at the first Ctrl-C or SIGTERM; a second Ctrl-C ends the process the usual way. */
export function untilSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  return controller.signal
}
