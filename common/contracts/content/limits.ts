import * as z from 'zod'

/**
 * A text that must say something.
 * @param most its longest, in UTF-16 units
 */
export const filled = (most: number) =>
  z
    .string()
    .max(most, `must be at most ${most} characters`)
    .refine((text) => text.trim() !== '', 'must not be empty')
    .meta({ minLength: 1 })

/** Whether no two of the texts are the same. */
export const allDifferent = (texts: readonly string[]): boolean =>
  new Set(texts).size === texts.length
