import type { BotReport } from '../common/contracts/bot-events.ts'
import type { Clock } from '../common/kit/clock.ts'
import type { Base } from './base.ts'
import type { PairingChannel } from './channels/channel.ts'
import { heldWarnings } from './held-warnings.ts'
import { incidentWarnings } from './incident-warnings.ts'
import type { OpenVertical } from './open-vertical.ts'
import type { Store } from './store/store.ts'
import type { OpenTenantConfig } from './tenant-config.ts'
import { UNWELL_AFTER, webhookWarnings } from './webhooks/warnings.ts'

/** Time passes in what is stored too: chats are silent until then, restarts were within a day. */
const LONGEST_MS = 60_000

/** What a bot's state is read from. */
export interface Stated {
  readonly store: Store
  /** Another one after every write to the store. */
  readonly version: () => string
  readonly business: OpenTenantConfig
  readonly channel: PairingChannel
  readonly vertical: OpenVertical
  readonly memory: { warnings(): readonly string[] }
}

/** How the bot is, as it is reported and shown. */
export function stateOf(
  base: Base,
  { store, version, business, channel, vertical, memory }: Stated,
): () => Promise<BotReport> {
  const { startedAt, clock, events } = base
  const stored = remembered(() => storedState(base, store), version, clock)
  return async () => {
    const { outbox, history, webhooks, held, restarts, warnings } = await stored()
    return {
      pid: process.pid,
      startedAt,
      connection: channel.connection(),
      phone: channel.linkedPhone(),
      ...events.counters,
      outbox,
      memoryBytes: process.memoryUsage.rss(),
      history,
      warnings: [
        ...business.warnings(),
        ...channel.warnings(),
        ...webhooks,
        ...held,
        ...(await vertical.warnings()),
        ...restarts,
        ...memory.warnings(),
        ...warnings,
      ],
    }
  }
}

/** What the store says; ten questions to it. */
async function storedState({ clock }: Base, store: Store) {
  const parked = await store.turns.parked()
  const loops = await store.silences.count('loop')
  const warnings = [
    parked > 0 && `${parked} messages could not be dealt with and are parked`,
    loops > 0 && `chats silenced because another bot seems to answer there: ${loops}`,
  ]
  return {
    outbox: await store.outbox.depth(),
    history: (await store.history.progress()) ?? null,
    webhooks: webhookWarnings(await store.webhookEndpoints.unwell(clock.now() - UNWELL_AFTER)),
    held: heldWarnings(await store.holds.overview()),
    restarts: await incidentWarnings(store.incidents, clock.now()),
    warnings: warnings.filter((warning) => warning !== false),
  }
}

/** Reads again only what was written meanwhile: a bot that rests tells its state several times a minute. */
function remembered<T>(
  read: () => Promise<T>,
  version: () => string,
  clock: Pick<Clock, 'now'>,
): () => Promise<T> {
  let last: { readonly value: T; readonly version: string; readonly at: number } | undefined
  return async () => {
    // Before it is read: what is written meanwhile counts as not seen.
    const now = { version: version(), at: clock.now() }
    const age = now.at - (last?.at ?? now.at)
    if (last?.version === now.version && age >= 0 && age < LONGEST_MS) return last.value
    const value = await read()
    last = { value, ...now }
    return value
  }
}
