import * as z from 'zod'
import { filled } from './limits.ts'

const line = filled(200).optional()
const kind = filled(40).optional().describe('such as CELL, HOME or WORK')

/** A person's card, as Meta's Cloud API shapes it. */
export const contactCardSchema = z.strictObject({
  name: z.strictObject({
    formatted_name: filled(200),
    first_name: line,
    last_name: line,
    middle_name: line,
    prefix: line,
    suffix: line,
  }),
  phones: z
    .array(z.strictObject({ phone: filled(40), type: kind, wa_id: filled(20).optional() }))
    .max(20)
    .optional(),
  emails: z
    .array(z.strictObject({ email: filled(200), type: kind }))
    .max(20)
    .optional(),
  urls: z
    .array(z.strictObject({ url: filled(500), type: kind }))
    .max(20)
    .optional(),
  addresses: z
    .array(
      z.strictObject({
        street: line,
        city: line,
        state: line,
        zip: line,
        country: line,
        country_code: line,
        type: kind,
      }),
    )
    .max(20)
    .optional(),
  org: z.strictObject({ company: line, department: line, title: line }).optional(),
  birthday: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, 'must be a day such as 1990-12-31')
    .optional(),
})

export type ContactCard = z.output<typeof contactCardSchema>

export const contactsSchema = z.array(contactCardSchema).min(1, 'must not be empty').max(50)
