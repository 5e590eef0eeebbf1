import * as z from 'zod'
import { connectionSchema } from '../domain/connection.ts'
import { endpoint } from '../kit/endpoint.ts'
import { historyField } from './history.ts'

/** How often a bot reports when nothing happens, in milliseconds. */
export const HEARTBEAT_MS = 10_000

/** What a bot tells the server: the whole state each time, so that the last report wins. */
export const botReportSchema = z.strictObject({
  pid: z.number().int(),
  startedAt: z.iso.datetime(),
  connection: connectionSchema,
  phone: z.string().nullable(),
  messagesIn: z.number().int().nonnegative(),
  messagesOut: z.number().int().nonnegative(),
  outbox: z.number().int().nonnegative(),
  memoryBytes: z.number().int().nonnegative(),
  warnings: z.array(z.string()),
  history: historyField,
})

export type BotReport = z.output<typeof botReportSchema>

/** The only call a bot makes to the server, with the bot's own token. */
export const postBotEvents = endpoint({
  method: 'POST',
  path: '/internal/bots/:id/events',
  summary: "A bot's state, every 10 s and at every change",
  status: 204,
  params: z.object({ id: z.string() }),
  query: z.object({}),
  body: botReportSchema,
  reply: z.unknown(),
})
