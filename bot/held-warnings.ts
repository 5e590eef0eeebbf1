import { holdSentence } from '../common/domain/holds.ts'
import { toIso } from '../common/kit/clock.ts'
import type { Hold } from './store/holds.ts'

/** What is held and why, a sentence for each reason. */
export const heldWarnings = (
  held: readonly (Hold & { readonly count: number })[],
): readonly string[] =>
  held.map(
    ({ reason, count, until }) =>
      `messages held: ${count}, at least until ${toIso(until)}. ${holdSentence(reason) ?? ''}`,
  )
