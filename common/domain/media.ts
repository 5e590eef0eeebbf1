import * as z from 'zod'

/** How far a file has come: `pending` becomes one of the others, and `stored` may become `gone`. */
export const MEDIA_STATES = ['pending', 'stored', 'gone', 'too_large', 'quota', 'failed'] as const
export type MediaState = (typeof MEDIA_STATES)[number]

/** What is known of a file's inside, by its headers alone. */
export const mediaFactsSchema = z.object({
  width: z.number().optional(),
  height: z.number().optional(),
  isAnimated: z.boolean().optional(),
  /** Of sound in Ogg Opus only. */
  channels: z.number().optional(),
  seconds: z.number().optional(),
  /** 64 values from 0 to 100, in base64. */
  waveform: z.string().optional(),
  /** Somebody called it another type than its content is. */
  isLie: z.boolean().optional(),
})

export type MediaFacts = Readonly<z.output<typeof mediaFactsSchema>>
