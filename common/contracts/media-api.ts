import * as z from 'zod'
import { MEDIA_STATES } from '../domain/media.ts'
import { endpoint } from '../kit/endpoint.ts'
import { filled } from './content/limits.ts'
import { successSchema } from './messages.ts'
import { tenantParams } from './tenant-params.ts'

const nothing = z.object({})
const noBody = z.unknown()
const mediaParams = z.object({ id: z.string().regex(/^med_/, 'must begin with med_') })

const uploadQuery = z.strictObject({
  filename: filled(240).optional().describe('what a document is called when it is sent'),
})

/** A file of the tenant's. */
export const storedFileSchema = z
  .object({
    id: z.string().describe('for `{"image": {"id": "…"}}` and the like'),
    state: z.enum(MEDIA_STATES),
    detail: z.string().describe('what the state means'),
    mime_type: z.string().nullable().describe('by its content, whatever it was called'),
    sha256: z.string().nullable().describe('in base64'),
    file_size: z.number().int().nullable().describe('in bytes'),
    filename: z.string().nullable(),
  })
  .meta({ id: 'StoredFile' })

export type StoredFile = z.output<typeof storedFileSchema>

const upload = {
  method: 'POST',
  summary: 'Upload a file: the body is its bytes, whatever they are',
  status: 201,
  query: uploadQuery,
  body: noBody,
  reply: storedFileSchema,
  bytes: 'body',
} as const

const download = {
  method: 'GET',
  summary: 'The bytes of a file',
  status: 200,
  query: nothing,
  body: noBody,
  reply: noBody,
  bytes: 'reply',
} as const

const removal = {
  method: 'DELETE',
  summary: 'Delete a file; messages that had it stay',
  status: 200,
  query: nothing,
  body: noBody,
  reply: successSchema,
} as const

export const postMedia = endpoint({ ...upload, path: '/api/media', params: nothing })
export const getMedia = endpoint({ ...download, path: '/api/media/:id', params: mediaParams })
export const deleteMedia = endpoint({ ...removal, path: '/api/media/:id', params: mediaParams })

const tenantMediaParams = tenantParams.extend(mediaParams.shape)
const away = ['tenant_stopped', 'bot_unreachable'] as const

export const postTenantMedia = endpoint({
  ...upload,
  path: '/api/tenants/:tenant/media',
  params: tenantParams,
  problems: ['media_too_large', 'media_quota', 'disk_full', ...away],
})

export const getTenantMedia = endpoint({
  ...download,
  path: '/api/tenants/:tenant/media/:id',
  params: tenantMediaParams,
  problems: ['unknown_media', 'media_gone', 'media_pending', ...away],
})

export const deleteTenantMedia = endpoint({
  ...removal,
  path: '/api/tenants/:tenant/media/:id',
  params: tenantMediaParams,
  problems: ['unknown_media', ...away],
})
