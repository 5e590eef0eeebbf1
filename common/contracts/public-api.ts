import * as z from 'zod'
import { connectionSchema } from '../domain/connection.ts'
import { endpoint } from '../kit/endpoint.ts'
import { BOOKS_API } from './public-books.ts'
import { memoryLimitField } from '../domain/memory-limit.ts'
import { historyField } from './history.ts'
import { incidentListSchema, incidentQuerySchema } from './incidents.ts'
import { phoneField } from './messages.ts'
import { PEOPLE_API } from './people-api.ts'
import {
  postTenantMessage,
  getTenantMessage,
  cancelTenantMessage,
  editTenantMessage,
  deleteTenantMessage,
  readTenantMessage,
  postTenantTyping,
  listTenantMessages,
} from './public-messages.ts'
import { tenantParams } from './tenant-params.ts'
import { pairingCodeSchema, pairingRequestSchema, pairingSchema } from './pairing.ts'
import { isSlug } from '../domain/ids.ts'
import { deleteTenantMedia, getTenantMedia, postTenantMedia } from './media-api.ts'
import { WEBHOOK_API } from './webhook-api.ts'

const nothing = z.object({})
const noBody = z.unknown()

export const tenantSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    botPort: z.number().int(),
    phone: z.string().nullable().describe('the linked number, known after pairing'),
    desiredState: z.enum(['running', 'stopped']),
    memoryMb: z
      .number()
      .int()
      .nullable()
      .describe('what its bot has for itself, in MiB; null when that is not seen'),
    memoryLimitMb: z.number().int().describe('how much memory its bot may take, in MiB'),
    connection: connectionSchema,
    warnings: z.array(z.string()),
    history: historyField,
    createdAt: z.iso.datetime(),
    deletedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Tenant' })

export type Tenant = z.output<typeof tenantSchema>

const slugField = z
  .string()
  .refine(isSlug, 'must be 2 to 31 of a-z, 0-9 and -, beginning with a letter')

/** A business to register. */
export const newTenantSchema = z
  .strictObject({
    business_name: z.string().trim().min(1, 'must not be empty').max(200).optional(),
    name: z.string().trim().min(1, 'must not be empty').max(200).optional(),
    slug: slugField.optional(),
    vertical: z.string().min(1).max(40).optional(),
    owners: z.array(phoneField).max(50).optional(),
    timezone: z.string().min(1).max(64).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be a currency such as ARS')
      .optional(),
    language: z
      .string()
      .regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'must be a language such as es or es-AR')
      .optional(),
    memoryLimitMb: memoryLimitField.optional(),
  })
  .transform(({ name, business_name, ...rest }, context) => {
    const chosen = business_name ?? name
    if (chosen !== undefined) return { business_name: chosen, ...rest }
    context.addIssue({ code: 'custom', path: ['business_name'], message: 'is required' })
    return z.NEVER
  })
  .meta({ id: 'NewTenant' })

export type NewTenant = z.output<typeof newTenantSchema>

/** What may be changed of what the installation decides about a tenant. */
const tenantChangeSchema = z
  .strictObject({ memoryLimitMb: memoryLimitField.optional() })
  .meta({ id: 'TenantChange' })

const ofTenant = { params: tenantParams, query: nothing, body: noBody } as const
const tenantAction = { method: 'POST', status: 200, ...ofTenant, reply: tenantSchema } as const

export const listTenants = endpoint({
  method: 'GET',
  path: '/api/tenants',
  summary: 'All tenants, oldest first',
  status: 200,
  params: nothing,
  query: z.strictObject({ deleted: z.enum(['true', 'false']).optional() }),
  body: noBody,
  reply: z.object({ tenants: z.array(tenantSchema) }),
})

export const createTenant = endpoint({
  method: 'POST',
  path: '/api/tenants',
  summary: 'Register a business and start its bot',
  status: 201,
  params: nothing,
  query: nothing,
  body: newTenantSchema,
  reply: tenantSchema,
  problems: ['slug_taken', 'no_free_port', 'disk_full'],
})

export const getTenant = endpoint({
  method: 'GET',
  path: '/api/tenants/:tenant',
  summary: 'One tenant',
  status: 200,
  ...ofTenant,
  reply: tenantSchema,
})

export const updateTenant = endpoint({
  method: 'PATCH',
  path: '/api/tenants/:tenant',
  summary: 'Change what the installation decides about a tenant; its bot is started again',
  status: 200,
  params: tenantParams,
  query: nothing,
  body: tenantChangeSchema,
  reply: tenantSchema,
})

export const deleteTenant = endpoint({
  method: 'DELETE',
  path: '/api/tenants/:tenant',
  summary: 'Stop and archive a tenant; its data and session are kept',
  status: 200,
  ...ofTenant,
  reply: tenantSchema,
})

export const startTenant = endpoint({
  ...tenantAction,
  path: '/api/tenants/:tenant/start',
  summary: "Start a tenant's bot, and keep it running",
})

export const stopTenant = endpoint({
  ...tenantAction,
  path: '/api/tenants/:tenant/stop',
  summary: "Stop a tenant's bot until it is started again",
})

export const restartTenant = endpoint({
  ...tenantAction,
  path: '/api/tenants/:tenant/restart',
  summary: "Restart a tenant's bot",
})

export const logoutTenant = endpoint({
  ...tenantAction,
  path: '/api/tenants/:tenant/logout',
  summary: 'Unlink the phone; the next pairing needs a new QR',
})

export const resetTenant = endpoint({
  ...tenantAction,
  path: '/api/tenants/:tenant/reset',
  summary: 'Begin anew: messages, books and files are put away, the session and config.json stay',
  reply: z.object({
    tenant: tenantSchema,
    backup: z.string().describe('the folder that all it had lies in now'),
  }),
  problems: ['session_in_use'],
})

export const restoreTenant = endpoint({
  ...tenantAction,
  path: '/api/tenants/:tenant/restore',
  summary: 'Bring an archived tenant back with its data and session',
  problems: ['not_removed', 'slug_taken'],
})

export const getTenantPairing = endpoint({
  method: 'GET',
  path: '/api/tenants/:tenant/pairing',
  summary: 'The QR or code to link a phone with; asking keeps the QR rounds going',
  status: 200,
  ...ofTenant,
  reply: pairingSchema,
  problems: ['tenant_stopped', 'bot_unreachable'],
})

export const postTenantPairing = endpoint({
  method: 'POST',
  path: '/api/tenants/:tenant/pairing',
  summary: 'Ask for an 8-letter code for the phone number given',
  status: 200,
  params: tenantParams,
  query: nothing,
  body: pairingRequestSchema,
  reply: pairingCodeSchema,
  problems: ['already_linked', 'pairing_unavailable', 'tenant_stopped', 'bot_unreachable'],
})

export const listTenantIncidents = endpoint({
  method: 'GET',
  path: '/api/tenants/:tenant/incidents',
  summary: 'What went wrong and was dealt with, oldest first',
  status: 200,
  params: tenantParams,
  query: incidentQuerySchema,
  body: noBody,
  reply: incidentListSchema,
  problems: ['tenant_stopped', 'bot_unreachable'],
})

/** The public API, in the order of its page. */
export const PUBLIC_API = [
  listTenants,
  createTenant,
  getTenant,
  updateTenant,
  deleteTenant,
  startTenant,
  stopTenant,
  restartTenant,
  logoutTenant,
  restoreTenant,
  resetTenant,
  getTenantPairing,
  postTenantPairing,
  postTenantMessage,
  getTenantMessage,
  cancelTenantMessage,
  editTenantMessage,
  deleteTenantMessage,
  readTenantMessage,
  postTenantTyping,
  listTenantMessages,
  postTenantMedia,
  getTenantMedia,
  deleteTenantMedia,
  ...PEOPLE_API,
  ...BOOKS_API,
  listTenantIncidents,
  ...WEBHOOK_API,
] as const
