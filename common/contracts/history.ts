import * as z from 'zod'

const count = z.int().nonnegative()

const progress = z
  .object({
    state: z.enum(['reading', 'done']).describe('`done`: nothing waits to be read just now'),
    parts: z
      .object({ waiting: count, done: count, failed: count })
      .describe('`failed`: it was damaged, or not to be had any more'),
    messages: count.describe('taken in so far'),
  })
  .meta({ id: 'HistoryProgress' })

export type HistoryProgress = z.output<typeof progress>

/** How far the bot is with what was written before it was linked. */
export const historyField = progress
  .nullable()
  .default(null)
  .describe('what was written before the bot was linked; null when the phone has given nothing')
