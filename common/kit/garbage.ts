import { queryObjects, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Has V8 collect everything that nobody uses. Takes some 30 ms, in which nothing else is done. V8
 * offers it to contexts that are made after it was told to; one is enough, and short-lived.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect === 'function') collect()
}

/** Of which there are none. */
class Nothing {
  readonly isNothing = true
}

/**
 * The same, and has V8 also give back the pages that it keeps for the next burst, a fifth of a bot's
 * memory after one. Takes some 200 ms: to count the objects of a class, V8 collects until nothing more
 * is to be had.
 */
export function collectThoroughly(): void {
  queryObjects(Nothing, { format: 'count' })
}
