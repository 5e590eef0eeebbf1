import { mountDeleteWebhook } from './delete-webhook.ts'
import { mountGetWebhook } from './get-webhook.ts'
import { mountGetWebhookDelivery } from './get-webhook-delivery.ts'
import { mountGetWebhookRedrive } from './get-webhook-redrive.ts'
import { mountListWebhookDeliveries } from './list-webhook-deliveries.ts'
import { mountListWebhooks } from './list-webhooks.ts'
import { mountPatchWebhook } from './patch-webhook.ts'
import { mountPostWebhook } from './post-webhook.ts'
import { mountRedriveWebhookDeliveries } from './redrive-webhook-deliveries.ts'
import { mountRedriveWebhookDelivery } from './redrive-webhook-delivery.ts'
import { mountRotateWebhook } from './rotate-webhook.ts'
import { mountTestWebhook } from './test-webhook.ts'

/** What is about the tenant's outgoing webhooks, one file each. */
export const WEBHOOK_ENDPOINTS = [
  mountPostWebhook,
  mountListWebhooks,
  mountGetWebhook,
  mountPatchWebhook,
  mountDeleteWebhook,
  mountRotateWebhook,
  mountTestWebhook,
  mountListWebhookDeliveries,
  mountGetWebhookDelivery,
  mountRedriveWebhookDelivery,
  mountRedriveWebhookDeliveries,
  mountGetWebhookRedrive,
] as const
