import { toIso } from '../../../common/kit/clock.ts'
import type { RetryBudget } from './retry-budget.ts'

/**
 * What is not as it should be, a sentence each.
 * @param silentSince since when the phone has not answered; milliseconds since the epoch
 */
export function warningsOf(
  { deniedChats }: Pick<RetryBudget, 'deniedChats'>,
  silentSince: number | undefined,
): readonly string[] {
  return [
    deniedChats > 0 &&
      `chats whose messages cannot be read, and of which the bot has asked for enough copies: ${deniedChats}`,
    silentSince !== undefined &&
      `nothing has arrived since ${toIso(silentSince)} and the linked phone does not answer: is it switched on and online?`,
  ].filter((warning) => warning !== false)
}
