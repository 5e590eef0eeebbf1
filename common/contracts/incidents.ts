import * as z from 'zod'
import { pageCursor, pageFields } from './paging.ts'

export const incidentSchema = z
  .object({
    id: z.string(),
    kind: z
      .string()
      .describe(
        '`memory`: it took more memory than its limit allows, so it was started again; `hung`: it stood still, so it was ended and started again; `deaf`: connected, and nothing came in, so the bot was started again; `loop`: another bot answered ours, which is silent in that chat now; `webhook_gone`: an endpoint answered 410 and was switched off; `restricted`: WhatsApp does not let the number begin conversations for a while (463 or a cap)',
      ),
    detail: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Incident' })

export type Incident = z.output<typeof incidentSchema>

/** Why the server ends a bot: for its memory, or because its event loop stands still. */
const endKindSchema = z.enum(['memory', 'hung'])

export type EndKind = z.output<typeof endKindSchema>

/** What the server did to a bot, or saw happen to it. The id makes telling it twice harmless. */
export const newIncidentSchema = z.strictObject({
  id: z.string().min(1).max(64),
  kind: endKindSchema,
  detail: z.string().max(1000),
  at: z.iso.datetime(),
})

export type NewIncident = z.output<typeof newIncidentSchema>

export const incidentListSchema = z
  .object({ incidents: z.array(incidentSchema), after: pageCursor })
  .meta({ id: 'IncidentList' })

export const incidentQuerySchema = z.strictObject(pageFields)
