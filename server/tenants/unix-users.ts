import { readTextIfThere } from '../../common/kit/files.ts'
import type { TenantRow, TenantStore } from '../store/tenants.ts'

/**
 * Gives each live tenant a Unix user of its own, for good: a number that no tenant has or had, living
 * or archived, and that no account or group of the machine has. Nothing is written to `/etc`.
 * @param base the first number
 * @param taken numbers that belong to others
 */
export async function giveUsers(
  store: TenantStore,
  base: number,
  taken: ReadonlySet<number> = numbersOfAccounts(),
): Promise<void> {
  const live = await store.live()
  const without = live.filter(({ unixUser }) => unixUser === undefined)
  if (without.length === 0) return
  const had = [...live, ...(await store.archived())].map(({ unixUser = 0 }) => unixUser)
  let next = Math.max(base, ...had.map((number) => number + 1))
  for (const { id } of without) {
    while (taken.has(next)) next += 1
    await store.change(id, { unixUser: next })
    next += 1
  }
}

/** A live tenant's row with its user. @throws {Error} when it has none yet */
export function userOf({ slug, unixUser }: Pick<TenantRow, 'slug' | 'unixUser'>): number {
  if (unixUser === undefined) throw new Error(`${slug} has no Unix user yet`)
  return unixUser
}

function numbersOfAccounts(): ReadonlySet<number> {
  const lines = ['/etc/passwd', '/etc/group'].flatMap((file) =>
    (readTextIfThere(file) ?? '').split('\n'),
  )
  return new Set(lines.map((line) => Number(line.split(':')[2])))
}
