import type { PossiblyExtendedCacheStore } from '@whiskeysockets/baileys'
import type { Clock } from '../../../common/kit/clock.ts'

/**
 * A cache for Baileys that forgets: what is older than its time, and the oldest when there are too
 * many. Baileys' own caches have a time but no bound.
 * @param limits.entries how many are kept
 * @param limits.ms how long one is kept, in milliseconds
 */
export function boundedCache(
  clock: Clock,
  limits: { readonly entries: number; readonly ms: number },
): PossiblyExtendedCacheStore {
  const kept = new Map<string, { readonly value: unknown; readonly until: number }>()
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the shape Baileys asks for
  const get = <T>(key: string): T | undefined => {
    const found = kept.get(key)
    if (found && found.until > clock.now()) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only Baileys puts values in
      return found.value as T
    }
    kept.delete(key)
    return undefined
  }
  const set = (key: string, value: unknown): void => {
    kept.delete(key)
    kept.set(key, { value, until: clock.now() + limits.ms })
    const [oldest] = kept.keys()
    if (kept.size > limits.entries && oldest !== undefined) kept.delete(oldest)
  }
  const del = (key: string): void => {
    kept.delete(key)
  }
  return {
    get,
    set,
    del,
    flushAll: () => kept.clear(),
    mget: async <T>(keys: string[]) =>
      Object.fromEntries(keys.map((key) => [key, get<T>(key)] as const)),
    mset: (entries) => {
      for (const { key, value } of entries) set(key, value)
    },
    mdel: (keys) => {
      for (const key of keys) del(key)
    },
  }
}
