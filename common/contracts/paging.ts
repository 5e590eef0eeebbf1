import * as z from 'zod'

/** What every list takes in its query: where the page before ended, and how much is wanted. */
export const pageFields = {
  after: z.string().optional(),
  limit: z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 500, 'must be from 1 to 500')
    .optional(),
}

/** What every list answers beside its page. */
export const pageCursor = z
  .string()
  .nullable()
  .describe('the cursor of the next page; null at the end')
