import * as z from 'zod'
import { pageCursor, pageFields } from './paging.ts'

export const incidentSchema = z
  .object({
    id: z.string(),
    kind: z
      .string()
      .describe(
        '`deaf`: connected, and nothing came in, so the bot was started again; `loop`: another bot answered ours, which is silent in that chat now; `webhook_gone`: an endpoint answered 410 and was switched off; `restricted`: WhatsApp does not let the number begin conversations for a while (463 or a cap)',
      ),
    detail: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Incident' })

export type Incident = z.output<typeof incidentSchema>

export const incidentListSchema = z
  .object({ incidents: z.array(incidentSchema), after: pageCursor })
  .meta({ id: 'IncidentList' })

export const incidentQuerySchema = z.strictObject(pageFields)
