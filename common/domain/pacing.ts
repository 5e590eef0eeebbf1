import * as z from 'zod'

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const timeOfDay = z.string().regex(TIME, 'must be a time of day such as 21:00')
const limit = (most: number) => z.int().min(0).max(most)
const words = z.array(z.string().trim().min(1).max(60)).max(100)

/**
 * Words that end everything when a message is nothing else, as people write them in Spanish,
 * Portuguese and English. Not those that customers use for orders and menus or in answers, such as
 * CANCELAR, SALIR, ALTO or PARAR.
 */
const OUT = [
  'baja',
  'darme de baja',
  'dar de baja',
  'quiero darme de baja',
  'cancelar suscripción',
  'no molestar',
  'no me escriban',
  'no me escriban más',
  'no me escribas más',
  'stop',
  'stop all',
  'unsubscribe',
  'opt out',
  'descadastrar',
  'descadastrar-me',
  'cancelar inscrição',
  'sair da lista',
  'não me mande mais mensagens',
]
/** They count for nothing where nobody has opted out, so they may be everyday words. */
const BACK = ['alta', 'volver', 'start', 'unstop', 'subscribe', 'opt in', 'voltar', 'recadastrar']

/**
 * How fast a bot may write, and to whom. Where a limit may be 0, 0 sets none, but for new chats: there
 * it begins none.
 */
export const pacingSchema = z.looseObject({
  /** Whether there are limits, pauses and typing; words to opt out count always. */
  enabled: z.boolean().default(true),
  /** Whether customers see the bot type before it answers, for at most 3 s. */
  typing: z.boolean().default(true),
  chat: z
    .looseObject({ per_minute: limit(1000).default(20), per_hour: limit(10_000).default(120) })
    .prefault({}),
  bot: z
    .looseObject({
      /** Answers, to everybody together. */
      replies_per_minute: limit(10_000).default(120),
      /** All that is not an answer, to everybody together. */
      others_per_minute: limit(10_000).default(30),
    })
    .prefault({}),
  /** Chats with people who never wrote. */
  new_chats: z
    .looseObject({
      /** In any 24 hours. */
      per_day: limit(1000).default(30),
      /** On the number's first day, as far as is known; it grows to `per_day` until the warm-up ends. */
      first_day: limit(1000).default(5),
      warm_up_days: z.number().min(0).max(365).default(14),
      /** From one to the next, give or take a third by chance. */
      gap_seconds: z.number().min(0).max(3600).default(45),
      /** Messages in 24 hours to somebody who does not answer. */
      unanswered: z.int().min(1).max(100).default(3),
    })
    .prefault({}),
  /** When nobody who never wrote is written to, in the business' time zone; never quiet in `UTC`. */
  quiet_hours: z
    .looseObject({ from: timeOfDay, to: timeOfDay })
    .nullable()
    .default({ from: '21:00', to: '09:00' }),
  /** How long new chats rest after WhatsApp refused one and did not say for how long; then it doubles. */
  restricted_minutes: z.number().min(0.01).max(1440).default(60),
  opt_out: z
    .looseObject({
      words: words.default(OUT),
      /** Words by which a contact that has opted out comes back. */
      back: words.default(BACK),
      /** What it is told, once; empty tells nothing, null takes the one of the language. */
      confirmation: z.string().trim().max(1000).nullable().default(null),
    })
    .prefault({}),
})

export type Pacing = z.output<typeof pacingSchema>

/** The start and the end of the quiet hours in minutes of the day. */
export const minutesOfDay = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
