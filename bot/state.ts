import type { BotReport } from '../common/contracts/bot-events.ts'
import type { Base } from './base.ts'
import type { PairingChannel } from './channels/channel.ts'
import { heldWarnings } from './held-warnings.ts'
import { incidentWarnings } from './incident-warnings.ts'
import type { OpenVertical } from './open-vertical.ts'
import type { Store } from './store/store.ts'
import type { OpenTenantConfig } from './tenant-config.ts'
import { UNWELL_AFTER, webhookWarnings } from './webhooks/warnings.ts'

/** What a bot's state is read from. */
export interface Stated {
  readonly store: Store
  readonly business: OpenTenantConfig
  readonly channel: PairingChannel
  readonly vertical: OpenVertical
  readonly memory: { warnings(): readonly string[] }
}

/** How the bot is, as it is reported and shown. */
export const stateOf =
  (
    { startedAt, clock, events }: Base,
    { store, business, channel, vertical, memory }: Stated,
  ): (() => Promise<BotReport>) =>
  async () => {
    const parked = await store.turns.parked()
    const loops = await store.silences.count('loop')
    const held = await store.holds.overview()
    const unwell = await store.webhookEndpoints.unwell(clock.now() - UNWELL_AFTER)
    const warnings = [
      parked > 0 && `${parked} messages could not be dealt with and are parked`,
      loops > 0 && `chats silenced because another bot seems to answer there: ${loops}`,
    ].filter((warning) => warning !== false)
    return {
      pid: process.pid,
      startedAt,
      connection: channel.connection(),
      phone: channel.linkedPhone(),
      ...events.counters,
      outbox: await store.outbox.depth(),
      memoryBytes: process.memoryUsage.rss(),
      history: (await store.history.progress()) ?? null,
      warnings: [
        ...business.warnings(),
        ...channel.warnings(),
        ...webhookWarnings(unwell),
        ...heldWarnings(held),
        ...(await vertical.warnings()),
        ...(await incidentWarnings(store.incidents, clock.now())),
        ...memory.warnings(),
        ...warnings,
      ],
    }
  }
