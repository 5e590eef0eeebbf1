import { mountCreateWebhook } from './create-webhook.ts'
import { mountDeleteWebhook } from './delete-webhook.ts'
import { mountGetWebhook } from './get-webhook.ts'
import { mountGetWebhookDelivery } from './get-webhook-delivery.ts'
import { mountGetWebhookRedrive } from './get-webhook-redrive.ts'
import { mountListWebhookDeliveries } from './list-webhook-deliveries.ts'
import { mountListWebhooks } from './list-webhooks.ts'
import { mountRedriveWebhookDeliveries } from './redrive-webhook-deliveries.ts'
import { mountRedriveWebhookDelivery } from './redrive-webhook-delivery.ts'
import { mountRotateWebhook } from './rotate-webhook.ts'
import { mountTestWebhook } from './test-webhook.ts'
import { mountUpdateWebhook } from './update-webhook.ts'
import type { Mounter } from './parts.ts'

/** What is about tenants' outgoing webhooks, one file each. */
export const WEBHOOK_ENDPOINTS: readonly Mounter[] = [
  mountCreateWebhook,
  mountListWebhooks,
  mountGetWebhook,
  mountUpdateWebhook,
  mountDeleteWebhook,
  mountRotateWebhook,
  mountTestWebhook,
  mountListWebhookDeliveries,
  mountGetWebhookDelivery,
  mountRedriveWebhookDelivery,
  mountRedriveWebhookDeliveries,
  mountGetWebhookRedrive,
]
