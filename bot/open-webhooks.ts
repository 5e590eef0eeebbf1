import type { ChannelEvents, PairingChannel } from './channels/channel.ts'
import type { Base } from './base.ts'
import type { Store } from './store/store.ts'
import { openWebhooks } from './webhooks/webhooks.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** The webhooks of the bot's tenant. */
export const openTenantWebhooks = (
  { config, clock, random, die, events }: Base,
  store: Store,
): Promise<Webhooks> =>
  openWebhooks({
    store,
    clock,
    random,
    tenant: { id: config.tenantId, slug: config.slug },
    mayBePrivate: config.webhooksMayBePrivate,
    failed({ endpoint, event, failingSince }, { error }, plan) {
      if (plan.isGone) events.webhookGone(endpoint)
      else if (plan.again === undefined) events.webhookGaveUp(endpoint, event.id, error)
      // Of an endpoint that is away for long, the first word is enough.
      else if (failingSince === undefined) events.webhookFailed(endpoint, event.id, error)
    },
    broken: die,
  })

/** The same events, with webhooks told of the connection. */
export const tellingWebhooks = (
  channelEvents: ChannelEvents,
  { store, channel, die }: { store: Store; channel: PairingChannel; die: (error: Error) => never },
): ChannelEvents => ({
  ...channelEvents,
  changed(connection) {
    channelEvents.changed(connection)
    const phone = channel.linkedPhone()
    const told = store.transaction(({ webhookEvents }) =>
      webhookEvents.connectionChanged(connection, phone),
    )
    void told.catch(die)
  },
})
