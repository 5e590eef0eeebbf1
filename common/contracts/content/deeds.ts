import * as z from 'zod'
import { phoneField } from '../messages.ts'
import { textField } from './content.ts'

/** What a message is to say from now on. */
export const editSchema = z
  .strictObject({ type: z.literal('text').optional(), text: textField })
  .meta({ id: 'Edit' })

/** The time in which WhatsApp lets a message be changed and taken back, in milliseconds. */
export const EDIT_WINDOW = 15 * 60_000
export const REVOKE_WINDOW = 60 * 60 * 60_000

/** That what came in was read. */
export const readSchema = z
  .strictObject({
    typing_indicator: z
      .strictObject({ type: z.enum(['text', 'audio']) })
      .optional()
      .describe('show that somebody types, or records, for a few seconds'),
  })
  .default({})
  .meta({ id: 'Read' })

const typingState = z.enum(['typing', 'recording', 'paused'])

export type TypingState = z.output<typeof typingState>

/** Who is to see that somebody types. */
export const typingSchema = z
  .strictObject({ to: phoneField, state: typingState.default('typing') })
  .meta({ id: 'Typing' })
