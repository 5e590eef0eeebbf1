import type { TenantConfig } from '../../common/domain/tenant-config.ts'

const MINUTE = 60_000
/** Nobody who types goes on for long without one; a bot never makes one. */
const HUMAN_PAUSE = MINUTE

/**
 * Whether a chat looks like two bots answering each other: many answers in a short time and not a
 * single pause between them.
 * @param answered when the bot answered there, newest first; milliseconds since the epoch
 */
export function looksLikeLoop(
  answered: readonly number[],
  now: number,
  rule: Pick<TenantConfig['loops'], 'replies' | 'minutes'>,
): boolean {
  let [count, later] = [0, now]
  for (const at of answered) {
    if (later - at >= HUMAN_PAUSE || at <= now - rule.minutes * MINUTE) break
    count += 1
    later = at
  }
  return count >= rule.replies
}

/** How long a chat that looks like a loop is left alone, in milliseconds. */
export const loopSilence = (rule: TenantConfig['loops']): number => rule.silence_minutes * MINUTE
