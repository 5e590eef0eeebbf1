import type { Random } from '../../../common/kit/clock.ts'

/** Nobody who waits for an answer waits longer for it than this, in milliseconds. */
const LONGEST = 3000
const FIRST = 400
const PER_CHARACTER = 45

/** How long somebody would type a text, give or take a fifth; milliseconds. */
export const typingTime = (text: string, random: Random): number =>
  Math.min(LONGEST, Math.round((FIRST + PER_CHARACTER * text.length) * (0.8 + random() * 0.4)))
