import * as z from 'zod'

export const CONNECTION_STATES = [
  'unlinked',
  'pairing',
  'connecting',
  'open',
  'waiting',
  'logged_out',
  'replaced',
  'banned',
  'outdated',
  'passkey_required',
  'stopped',
] as const

/** What stands between a bot and its network: DESIGN's word `connection`. */
export const connectionSchema = z
  .object({
    state: z.enum(CONNECTION_STATES),
    since: z.iso.datetime().describe('when the state began'),
    reason: z.string().optional().describe('one word for machines, such as `conflict`'),
    until: z.iso.datetime().optional().describe('when something happens by itself, if it will'),
    sentence: z.string().describe('what is going on, for a human'),
    action: z.string().optional().describe('what a human should do next, if anything'),
  })
  .meta({ id: 'Connection' })

export type ConnectionState = (typeof CONNECTION_STATES)[number]
export type Connection = z.output<typeof connectionSchema>

/** States from which nothing goes on without a human. */
export const isEnded = (state: ConnectionState): boolean =>
  state === 'logged_out' ||
  state === 'replaced' ||
  state === 'banned' ||
  state === 'outdated' ||
  state === 'passkey_required'
