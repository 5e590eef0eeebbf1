import * as z from 'zod'
import { endpoint } from '../kit/endpoint.ts'
import { tenantSchema } from './public-api.ts'

// What the commands of an installation ask its server, under the admin key. Not for outsiders.

const nothing = z.object({})
const noBody = z.unknown()

const brokenBotSchema = z.object({ slug: z.string(), code: z.string(), detail: z.string() })

/** What a mend found and did, by slug. */
export const mendReportSchema = z.object({
  started: z.array(z.string()),
  restarted: z.array(z.string()),
  unchanged: z.array(z.string()),
  stoppedByHand: z.array(z.string()),
  broken: z.array(brokenBotSchema),
})

export type MendReport = z.output<typeof mendReportSchema>

export const readinessSchema = z.object({
  ready: z.boolean().describe('every wanted bot has reported'),
  settled: z.boolean().describe('nothing will change by waiting: what is missing is broken'),
  missing: z.array(z.object({ slug: z.string(), reason: z.string() })),
})

export type Readiness = z.output<typeof readinessSchema>

/** Who answers on this port: tells our server from a stranger's. */
export const getInstallation = endpoint({
  method: 'GET',
  path: '/internal/installation',
  summary: 'Which installation this server belongs to',
  status: 200,
  params: nothing,
  query: nothing,
  body: noBody,
  reply: z.object({
    name: z.string(),
    dataDir: z.string(),
    build: z.string(),
    pid: z.number().int(),
    version: z.string(),
  }),
})

export const getReadiness = endpoint({
  method: 'GET',
  path: '/internal/readiness',
  summary: 'Which wanted bots have not reported, and why',
  status: 200,
  params: nothing,
  query: nothing,
  body: noBody,
  reply: readinessSchema,
})

export const postMend = endpoint({
  method: 'POST',
  path: '/internal/fleet/mend',
  summary: 'Bring what runs to what should run, now',
  status: 200,
  params: nothing,
  query: nothing,
  body: z.strictObject({ retryBroken: z.boolean().optional() }).default({}),
  reply: mendReportSchema,
  problems: ['fleet_failed'],
})

export const importTenant = endpoint({
  method: 'POST',
  path: '/internal/tenants/import',
  summary: "Take a whole tenant's folder in, with its id, slug, data and session",
  status: 201,
  params: nothing,
  query: nothing,
  body: z.strictObject({
    folder: z.string().min(1).describe('an absolute path on the machine of the server'),
    move: z.boolean().optional().describe('take the folder itself instead of a copy'),
  }),
  reply: tenantSchema,
  problems: ['id_taken', 'slug_taken', 'session_in_use', 'session_broken', 'no_free_port'],
})
