import type { Ordered, Written } from './ledger.ts'
import { slugOf } from './plan.ts'
import { finding } from './world.ts'
import type { Finding, FindingKind } from './world.ts'

/**
 * Within each chat, what was written later has to stand later.
 * @param placeOf undefined for what has no place, or one that nobody promised
 */
export function orderFindings<One extends Written | Ordered>(
  kind: FindingKind,
  all: readonly One[],
  placeOf: (one: One) => number | undefined,
): readonly Finding[] {
  const last = new Map<number, { readonly place: number; readonly text: string }>()
  return all
    .toSorted((one, other) => one.number - other.number)
    .flatMap((one) => {
      const place = placeOf(one)
      if (place === undefined) return []
      const before = last.get(one.customer)
      if (!before || place > before.place) last.set(one.customer, { place, text: one.text })
      return before && place < before.place
        ? finding(kind, `${slugOf(one.tenant)}: ${one.text} (${one.id}) before ${before.text}`)
        : []
    })
}
