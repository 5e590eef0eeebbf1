import type {
  NewWebhook,
  NewWebhookRedrive,
  Webhook,
  WebhookChange,
  WebhookDelivery,
  WebhookRedrive,
  WebhookWithSecret,
} from '../../common/contracts/webhooks.ts'
import { problem } from '../../common/contracts/errors.ts'
import { asWebhookDeliveryId, asWebhookId } from '../../common/domain/ids.ts'
import type { WebhookDeliveryId, WebhookId } from '../../common/domain/ids.ts'
import { invalidRequest } from '../../common/kit/http.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { Store } from '../store/store.ts'
import { isWrittenInward } from './resolve.ts'
import { newWebhookSecret } from './signature.ts'

/** What is done with webhooks at the tenant's order. */
export interface WebhookDesk {
  /** @throws {Problem} `invalid_request` for a URL that leads inward */
  add(webhook: NewWebhook): Promise<WebhookWithSecret>
  /** @throws {Problem} `unknown_webhook`, `invalid_request` for a URL that leads inward */
  update(id: string, change: WebhookChange): Promise<Webhook>
  /**
   * Nothing is posted there from now on; what waits is ended in the background.
   * @throws {Problem} `unknown_webhook`
   */
  remove(id: string): Promise<void>
  /** @throws {Problem} `unknown_webhook` */
  rotate(id: string, overlapHours: number): Promise<WebhookWithSecret>
  /** @throws {Problem} `unknown_webhook`, `webhook_disabled` */
  test(id: string): Promise<WebhookDelivery>
  /** @throws {Problem} `unknown_delivery`, `not_redrivable` */
  redrive(id: string): Promise<WebhookDelivery>
  /**
   * Takes down what is to be sent again, which is done in the background.
   * @throws {Problem} `unknown_webhook`
   */
  redriveAll(which: NewWebhookRedrive): Promise<WebhookRedrive>
}

export interface DeskParts {
  readonly store: Store
  readonly clock: Clock
  readonly mayBePrivate: boolean
  /** An endpoint may be posted to again: what waits for it is due. */
  takeUp(webhook: WebhookId): void
  /** Something may be due. */
  wake(): void
  /** There is something to do with very many deliveries. */
  begin(): void
}

const HOUR = 3_600_000

const unknownWebhook = (id: string): Error =>
  problem('unknown_webhook', `There is no webhook ${id}. List them to see which there are.`)
const unknownDelivery = (id: string): Error =>
  problem('unknown_delivery', `There is no delivery ${id}; old ones are forgotten.`)

/** Keeps a tenant's endpoints, and sends again what has settled. */
export function openDesk(parts: DeskParts): WebhookDesk {
  const { store, clock } = parts
  const { webhookEndpoints: endpoints } = store
  return {
    async add(webhook) {
      insistOnOutward(parts, webhook.url)
      const secret = newWebhookSecret()
      const made = await endpoints.add(webhook, secret)
      await endpoints.refresh()
      return { ...made, secret }
    },
    update: (id, change) => update(parts, asWebhookId(id), change),
    async remove(id) {
      const webhook = asWebhookId(id)
      const isGone = await endpoints.remove(webhook)
      await endpoints.refresh()
      if (!isGone) throw unknownWebhook(id)
      parts.begin()
    },
    async rotate(id, overlapHours) {
      const secret = newWebhookSecret()
      const until = clock.now() + overlapHours * HOUR
      const rotated = await endpoints.rotate(asWebhookId(id), secret, until)
      if (!rotated) throw unknownWebhook(id)
      return { ...rotated, secret }
    },
    test: (id) => test(parts, asWebhookId(id)),
    redrive: (id) => redrive(parts, asWebhookDeliveryId(id)),
    redriveAll: (which) => redriveAll(parts, which),
  }
}

/** What is written out is refused at once; where a name leads is seen when it is posted to. */
function insistOnOutward({ mayBePrivate }: DeskParts, url: string): void {
  if (mayBePrivate || !isWrittenInward(url)) return
  const message =
    'must not be a private address; the operator may allow them with WEBHOOK_ALLOW_PRIVATE'
  throw invalidRequest([{ field: 'url', message }])
}

async function update(parts: DeskParts, id: WebhookId, change: WebhookChange): Promise<Webhook> {
  if (change.url !== undefined) insistOnOutward(parts, change.url)
  const { webhookEndpoints } = parts.store
  const updated = await webhookEndpoints.update(id, change)
  await webhookEndpoints.refresh()
  if (!updated) throw unknownWebhook(id)
  if (updated.enabled && (change.enabled ?? change.url) !== undefined) parts.takeUp(id)
  return updated
}

async function test({ store }: DeskParts, id: WebhookId): Promise<WebhookDelivery> {
  const webhook = await store.webhookEndpoints.get(id)
  if (!webhook) throw unknownWebhook(id)
  if (!webhook.enabled) {
    throw problem('webhook_disabled', `The webhook ${id} is switched off. Switch it on first.`)
  }
  const delivery = await store.transaction(async (inside) => {
    const made = await inside.webhookEvents.test(id)
    return await inside.webhookDeliveries.view(made)
  })
  if (!delivery) throw new Error('a delivery that was just made is not there')
  return delivery
}

async function redrive(parts: DeskParts, id: WebhookDeliveryId): Promise<WebhookDelivery> {
  const delivery = await parts.store.transaction(async ({ webhookDeliveries, webhookRedrives }) => {
    if (!(await webhookDeliveries.view(id))) throw unknownDelivery(id)
    const isWaiting = await webhookRedrives.one(id)
    return isWaiting ? await webhookDeliveries.view(id) : undefined
  })
  if (!delivery) {
    throw problem(
      'not_redrivable',
      `The delivery ${id} waits already, or its webhook has been deleted.`,
    )
  }
  parts.wake()
  return delivery
}

async function redriveAll(parts: DeskParts, which: NewWebhookRedrive): Promise<WebhookRedrive> {
  const accepted = await parts.store.transaction(async ({ webhookEndpoints, webhookRedrives }) => {
    const { webhook } = which
    const isKnown = webhook === undefined || (await webhookEndpoints.get(asWebhookId(webhook)))
    return isKnown ? await webhookRedrives.add(which) : undefined
  })
  if (!accepted) throw unknownWebhook(which.webhook ?? '')
  parts.begin()
  return accepted
}
