import * as z from 'zod'
import { allDifferent, filled } from './limits.ts'

const MOST_BUTTONS = 3
const MOST_ROWS = 10

const frame = {
  header: z.strictObject({ type: z.literal('text'), text: filled(60) }).optional(),
  footer: z.strictObject({ text: filled(60) }).optional(),
}

const buttons = z
  .array(
    z.strictObject({
      type: z.literal('reply'),
      reply: z.strictObject({ id: filled(256), title: filled(20) }),
    }),
  )
  .min(1, 'must not be empty')
  .max(MOST_BUTTONS, `must be at most ${MOST_BUTTONS}`)
  .refine((all) => allDifferent(all.map(({ reply }) => reply.id)), 'ids must be different')
  .refine((all) => allDifferent(all.map(({ reply }) => reply.title)), 'titles must be different')

const row = z.strictObject({
  id: filled(200),
  title: filled(24),
  description: filled(72).optional(),
})

const sections = z
  .array(
    z.strictObject({
      title: filled(24).optional(),
      rows: z.array(row).min(1, 'must not be empty'),
    }),
  )
  .min(1, 'must not be empty')
  .refine((all) => rowsOf(all).length <= MOST_ROWS, `must have at most ${MOST_ROWS} rows in all`)
  .refine((all) => allDifferent(rowsOf(all).map(({ id }) => id)), 'ids must be different')
  .refine(
    (all) => all.length === 1 || all.every(({ title }) => title !== undefined),
    'each needs a title when there are several',
  )

const rowsOf = (all: readonly { readonly rows: readonly z.output<typeof row>[] }[]) =>
  all.flatMap(({ rows }) => rows)

/** Buttons or a list, as Meta's Cloud API shapes them. */
export const interactiveSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('button'),
      ...frame,
      body: z.strictObject({ text: filled(1024) }),
      action: z.strictObject({ buttons }),
    }),
    z.strictObject({
      type: z.literal('list'),
      ...frame,
      body: z.strictObject({ text: filled(4096) }),
      action: z.strictObject({ button: filled(20), sections }),
    }),
  ],
  { error: 'must be button or list' },
)
