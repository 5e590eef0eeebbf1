import { Resolver, lookup as systemLookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { codeOf } from '../../common/kit/errors.ts'
import { NotPublic, isPublicAddress, isWrittenPrivate } from '../../common/kit/public-address.ts'

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]
const LOCALHOST = /(^|\.)localhost\.?$/i
/** The name servers know nothing of it; the machine's own list of hosts may. */
const UNKNOWN: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA'])

/**
 * Asks the name servers itself: the system's way of asking keeps a thread busy for as long as it
 * takes, and a bot has only one. A name whose servers are away must not hold up anything else.
 */
export function nameResolver(): Resolve {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  const ask = (host: string, kind: 4 | 6): Promise<readonly LookupAddress[]> =>
    new Promise((resolve, reject) => {
      const done = (error: Error | null, found: readonly string[] | undefined): void => {
        if (error) reject(error)
        else resolve((found ?? []).map((address) => ({ address, family: kind })))
      }
      if (kind === 4) resolver.resolve4(host, done)
      else resolver.resolve6(host, done)
    })
  return async (host) => {
    if (LOCALHOST.test(host)) return LOOPBACK
    const answers = await Promise.allSettled([ask(host, 4), ask(host, 6)])
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (found.length > 0) return found
    const failure: unknown = answers.find((answer) => answer.status === 'rejected')?.reason
    if (failure !== undefined && !UNKNOWN.has(codeOf(failure) ?? '')) throw failure
    return await askSystem(host)
  }
}

const askSystem = (host: string): Promise<readonly LookupAddress[]> =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, found) => {
      if (error) reject(error)
      else resolve(found)
    })
  })

/**
 * For the `lookup` option of a request. It decides about the very addresses that are connected to,
 * so that a name cannot show one when it is checked and another when it is used; a name with a
 * single address that is not public is refused as a whole.
 */
export const guardedLookup =
  (resolve: Resolve, mayBePrivate: boolean): LookupFunction =>
  (host, options, callback) => {
    const answer = async (): Promise<void> => {
      let found: readonly LookupAddress[]
      try {
        found = await resolve(host)
        const inward = found.find(({ address }) => !isPublicAddress(address))
        if (inward && !mayBePrivate) throw new NotPublic(host)
      } catch (error) {
        return callback(error instanceof Error ? error : new Error(String(error)), '')
      }
      const [first] = found
      if (!first) callback(new Error(`${host} has no address`), '')
      else if (options.all) callback(null, [...found])
      else callback(null, first.address, first.family)
    }
    void answer()
  }

/** Whether a URL itself says that it leads into a private network. */
export function isWrittenInward(url: string): boolean {
  const parsed = new URL(url)
  return LOCALHOST.test(parsed.hostname) || isWrittenPrivate(parsed)
}
