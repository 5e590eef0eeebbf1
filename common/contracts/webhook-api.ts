import * as z from 'zod'
import { endpoint } from '../kit/endpoint.ts'
import { ofTenant } from './of-tenant.ts'
import {
  newWebhookRedriveSchema,
  newWebhookSchema,
  webhookChangeSchema,
  webhookDeliveryListSchema,
  webhookDeliveryParamsSchema,
  webhookDeliveryQuerySchema,
  webhookDeliverySchema,
  webhookInspectionSchema,
  webhookListSchema,
  webhookParamsSchema,
  webhookRedriveParamsSchema,
  webhookRedriveSchema,
  webhookRotationSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from './webhooks.ts'

const nothing = z.object({})
const noBody = z.unknown()

export const createWebhook = endpoint({
  method: 'POST',
  path: '/api/webhooks',
  summary: 'Have events posted to a URL; the answer is the only one that shows the secret',
  status: 201,
  params: nothing,
  query: nothing,
  body: newWebhookSchema,
  reply: webhookWithSecretSchema,
})

export const listWebhooks = endpoint({
  method: 'GET',
  path: '/api/webhooks',
  summary: 'Where events are posted to, oldest first',
  status: 200,
  params: nothing,
  query: nothing,
  body: noBody,
  reply: webhookListSchema,
})

export const getWebhook = endpoint({
  method: 'GET',
  path: '/api/webhooks/:id',
  summary: 'One endpoint and how it is doing',
  status: 200,
  params: webhookParamsSchema,
  query: nothing,
  body: noBody,
  reply: webhookSchema,
  problems: ['unknown_webhook'],
})

export const updateWebhook = endpoint({
  method: 'PATCH',
  path: '/api/webhooks/:id',
  summary: 'Change an endpoint, or switch it off and on',
  status: 200,
  params: webhookParamsSchema,
  query: nothing,
  body: webhookChangeSchema,
  reply: webhookSchema,
  problems: ['unknown_webhook'],
})

export const deleteWebhook = endpoint({
  method: 'DELETE',
  path: '/api/webhooks/:id',
  summary: 'Post nothing there any more; what still waits becomes dead letters, step by step',
  status: 204,
  params: webhookParamsSchema,
  query: nothing,
  body: noBody,
  reply: noBody,
  problems: ['unknown_webhook'],
})

export const rotateWebhook = endpoint({
  method: 'POST',
  path: '/api/webhooks/:id/rotate',
  summary: 'A new secret, shown this once; the old one signs beside it for a while',
  status: 200,
  params: webhookParamsSchema,
  query: nothing,
  body: webhookRotationSchema,
  reply: webhookWithSecretSchema,
  problems: ['unknown_webhook'],
})

export const testWebhook = endpoint({
  method: 'POST',
  path: '/api/webhooks/:id/test',
  summary:
    'Post a webhook.test event there, whatever its filter; inspect the delivery that is answered',
  status: 202,
  params: webhookParamsSchema,
  query: nothing,
  body: noBody,
  reply: webhookDeliverySchema,
  problems: ['unknown_webhook', 'webhook_disabled'],
})

export const listWebhookDeliveries = endpoint({
  method: 'GET',
  path: '/api/webhook-deliveries',
  summary: 'Deliveries, oldest first; the dead letters with state=dead',
  status: 200,
  params: nothing,
  query: webhookDeliveryQuerySchema,
  body: noBody,
  reply: webhookDeliveryListSchema,
})

export const inspectWebhookDelivery = endpoint({
  method: 'GET',
  path: '/api/webhook-deliveries/:id',
  summary: 'One delivery: what is posted, and how each try went',
  status: 200,
  params: webhookDeliveryParamsSchema,
  query: nothing,
  body: noBody,
  reply: webhookInspectionSchema,
  problems: ['unknown_delivery'],
})

export const redriveWebhookDelivery = endpoint({
  method: 'POST',
  path: '/api/webhook-deliveries/:id/redrive',
  summary: 'Try a settled delivery again, as if for the first time, under the same event id',
  status: 202,
  params: webhookDeliveryParamsSchema,
  query: nothing,
  body: noBody,
  reply: webhookDeliverySchema,
  problems: ['unknown_delivery', 'not_redrivable'],
})

export const redriveWebhookDeliveries = endpoint({
  method: 'POST',
  path: '/api/webhook-deliveries/redrive',
  summary:
    'Try all dead letters (or delivered events) of a time again, oldest first in each chat; it is accepted at once and done step by step',
  status: 202,
  params: nothing,
  query: nothing,
  body: newWebhookRedriveSchema,
  reply: webhookRedriveSchema,
  problems: ['unknown_webhook'],
})

export const getWebhookRedrive = endpoint({
  method: 'GET',
  path: '/api/webhook-redrives/:id',
  summary: 'How far the sending again of many has come',
  status: 200,
  params: webhookRedriveParamsSchema,
  query: nothing,
  body: noBody,
  reply: webhookRedriveSchema,
  problems: ['unknown_redrive'],
})

export const createTenantWebhook = ofTenant(createWebhook)
export const listTenantWebhooks = ofTenant(listWebhooks)
export const getTenantWebhook = ofTenant(getWebhook)
export const updateTenantWebhook = ofTenant(updateWebhook)
export const deleteTenantWebhook = ofTenant(deleteWebhook)
export const rotateTenantWebhook = ofTenant(rotateWebhook)
export const testTenantWebhook = ofTenant(testWebhook)
export const listTenantWebhookDeliveries = ofTenant(listWebhookDeliveries)
export const inspectTenantWebhookDelivery = ofTenant(inspectWebhookDelivery)
export const redriveTenantWebhookDelivery = ofTenant(redriveWebhookDelivery)
export const redriveTenantWebhookDeliveries = ofTenant(redriveWebhookDeliveries)
export const getTenantWebhookRedrive = ofTenant(getWebhookRedrive)

/** The part of the public API that is about webhooks, in the order of its page. */
export const WEBHOOK_API = [
  createTenantWebhook,
  listTenantWebhooks,
  getTenantWebhook,
  updateTenantWebhook,
  deleteTenantWebhook,
  rotateTenantWebhook,
  testTenantWebhook,
  listTenantWebhookDeliveries,
  inspectTenantWebhookDelivery,
  redriveTenantWebhookDelivery,
  redriveTenantWebhookDeliveries,
  getTenantWebhookRedrive,
] as const
