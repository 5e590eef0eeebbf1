import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BotReport } from '../common/contracts/bot-events.ts'
import type { Phone } from '../common/domain/ids.ts'
import { systemClock, toIso } from '../common/kit/clock.ts'
import type { Clock, Random } from '../common/kit/clock.ts'
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from '../common/kit/files.ts'
import { listen } from '../common/kit/http.ts'
import { createLog } from '../common/kit/log.ts'
import { newSecret } from '../common/kit/secrets.ts'
import { botApi } from './api/api.ts'
import type { PairingChannel } from './channels/channel.ts'
import { deafness } from './deafness.ts'
import { drawQr } from './channels/whatsapp/draw-qr.ts'
import { openSessionStore } from './channels/whatsapp/session-store.ts'
import type { SessionStore } from './channels/whatsapp/session-store.ts'
import { WhatsApp } from './channels/whatsapp/whatsapp.ts'
import type { Base } from './base.ts'
import { countryFor } from './country.ts'
import type { BotConfig } from './config.ts'
import { createEvents } from './events.ts'
import { stoppedNow } from './last-words.ts'
import { openBooksDesk } from './open-books.ts'
import { openConversation } from './open-conversation.ts'
import { openMediaDesk, openTenantMedia } from './open-media.ts'
import { openVertical } from './open-vertical.ts'
import type { TenantMedia } from './open-media.ts'
import { outgoingMedia } from './media/outgoing.ts'
import { openTenantWebhooks, tellingWebhooks } from './open-webhooks.ts'
import { openProcessManager } from './process-manager.ts'
import { Reporter } from './reporter.ts'
import { Heartbeat, processorTime } from './heartbeat.ts'
import { keepMemory } from './memory.ts'
import { stateOf } from './state.ts'
import { openBusinessDatabase } from './store/sqlite-only/open-business-db.ts'
import { storeOver } from './store/store.ts'
import type { Store } from './store/store.ts'
import { rulesAgent } from './agent/rules.ts'
import { openTenantConfig } from './tenant-config.ts'
import type { OpenTenantConfig } from './tenant-config.ts'

export interface BotParts {
  readonly config: BotConfig
  readonly clock?: Clock
  readonly random?: Random
  /** A commit has failed: nothing may be done any more. Does not return. */
  readonly die: (error: Error) => never
  /** The process should start again, from the beginning. Does not return. */
  readonly startAgain: (why: string) => never
  /** The bot is to be disposed of in order, and the process to start again then. */
  readonly leave: (why: string) => void
}

/** A running bot; disposing it ends everything it began, in seconds. */
export interface Bot extends AsyncDisposable {
  readonly port: number
}

/** Assigned once there is somebody to tell. */
interface Late {
  changed: () => void
  applied: () => void
  /** Why the bot starts again, if it does. */
  leaves: string | undefined
}

/**
 * Opens a tenant's folder and brings its bot to life: session first, as it is the lock that keeps a
 * second process out, then database and `config.json`, then the ways in and out, then the API.
 * @throws {Problem} with a sentence for a human; see `startFailure` for what it means for PM2
 */
export async function openBot(parts: BotParts): Promise<Bot> {
  const { config, clock = systemClock, random = Math.random, die } = parts
  const log = createLog(`bot-${config.slug}`, config.logLevel)
  await using opened = new AsyncDisposableStack()
  // Assigned once there is somebody to tell; nothing changes before.
  const late: Late = { changed: () => undefined, applied: () => undefined, leaves: undefined }
  const events = createEvents(log, late)
  const startedAt = toIso(clock.now())
  const heartbeat = opened.use(new Heartbeat({ clock, worked: processorTime }))
  const base: Base = { config, clock, random, die, startedAt, events, log, heartbeat }

  const leave = (why: string): void => parts.leave((late.leaves = why))
  const tenant = await openTenant(base, opened, leave)
  const { session, store, business, migrated, version, vertical, memory } = tenant
  const agent = rulesAgent(() => vertical.service())
  const media = await openTenantMedia(base, store, business)
  const channel = openWhatsApp(base, { session, store, business, media }, parts.startAgain)
  const token = readToken(config.folder)
  const state = stateOf(base, { store, version, business, channel, vertical, memory })
  const reporter = openReporter(base, opened, { token, state, leaves: () => late.leaves })
  late.changed = () => reporter.changed()
  const webhooks = opened.use(await openTenantWebhooks(base, store))
  const conversationParts = { ...base, store, business, channel, media, agent }
  const { channelEvents, fileWanted, ...ways } = openConversation(conversationParts, opened)
  late.applied = () => {
    ways.rulesChanged()
    void vertical.apply().catch(die)
  }
  const app = botApi(
    {
      store,
      ...ways,
      country: () => countryFor(business, channel),
      groups: () => business.current().groups.enabled,
      channel: channel.name,
      status: async () => ({ tenant: tenantOf(config, business), ...(await state()) }),
      ...pairingOf(channel),
      tenant: { id: config.tenantId, slug: config.slug },
      webhooks: webhooks.desk,
      media: openMediaDesk(base, store, media, fileWanted),
      books: openBooksDesk(base, store, business, () => vertical.current()),
    },
    token,
    log,
  )
  const api = opened.use(await listen(app, config.port))
  const manager = opened.use(openProcessManager(state, heartbeat))
  await channel.start(tellingWebhooks(channelEvents, { store, channel, die }))
  reporter.start(heartbeat)
  manager.ready()
  events.started(api.port, migrated)
  const everything = opened.move()
  return {
    port: api.port,
    [Symbol.asyncDispose]: async () => {
      await everything.disposeAsync()
      events.stopped()
    },
  }
}

interface Opened {
  readonly session: SessionStore
  readonly store: Store
  readonly business: OpenTenantConfig
  readonly media: TenantMedia
}

function openWhatsApp(
  base: Base,
  { session, store, business, media }: Opened,
  startAgain: BotParts['startAgain'],
): WhatsApp {
  const { config, clock, die } = base
  return new WhatsApp({
    ...base,
    session,
    media: outgoingMedia(store, media.folder, 'whatsapp'),
    url: config.whatsAppUrl,
    showQr: drawQr,
    quiet: () => business.current().watchdog.quiet_seconds * 1000,
    groups: () => business.current().groups.enabled,
    lookups: () => business.current().lookups.per_minute,
    deaf: deafness({ store, clock, events: base.events, startAgain, failed: die }),
    failed: die,
  })
}

const pairingOf = (channel: PairingChannel) => ({
  pairing: () => channel.pairing(),
  requestCode: (phone: Phone) => channel.requestCode(phone),
  logout: () => channel.logout(),
})

/** What is in the tenant's folder. The session comes first: it keeps a second process out. */
async function openTenant(base: Base, opened: AsyncDisposableStack, leave: (why: string) => void) {
  const { config, clock, die } = base
  makePrivateFolder(config.folder)
  const session = opened.use(openSessionStore(join(config.folder, 'auth_info', 'session.db'), die))
  emptyTemporary(join(config.folder, 'tmp'))
  const { db, migrated, version, shrink, keepCopy } = opened.use(
    await openBusinessDatabase(join(config.folder, 'business.db'), config.backups),
  )
  const store = storeOver(db, config.tenantId, clock)
  opened.defer(() => store.settle())
  const business = opened.use(openBusinessConfig(base))
  const vertical = await openVertical({ ...base, store, business, keepCopy })
  const memory = opened.use(
    keepMemory(config.softLimitMb, {
      ...base,
      incidents: store.incidents,
      leave,
      shrink() {
        session.shrink()
        shrink()
      },
    }),
  )
  return { session, store, business, migrated, version, vertical, memory }
}

/** Whatever a library puts aside for a while lies in the tenant's own folder, and not for long. */
function emptyTemporary(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  makePrivateFolder(folder)
  process.env['TMPDIR'] = folder
}

interface ReporterWords {
  readonly token: string
  readonly state: () => Promise<BotReport>
  readonly leaves: () => string | undefined
}

function openReporter(
  { config, clock, events }: Base,
  opened: AsyncDisposableStack,
  { token, state, leaves }: ReporterWords,
): Reporter {
  const reporter = opened.use(
    new Reporter({
      serverUrl: config.serverUrl,
      tenantId: config.tenantId,
      token,
      state,
      failed: (reason) => events.reportFailed(reason),
      resumed: () => events.reportsResumed(),
    }),
  )
  opened.defer(async () =>
    reporter.last({ ...(await state()), connection: stoppedNow(clock, leaves()) }),
  )
  return reporter
}

function openBusinessConfig({ config, events }: Base): OpenTenantConfig {
  return openTenantConfig({
    folder: config.folder,
    templates: config.templates,
    fresh: { id: config.tenantId, slug: config.slug, business_name: config.name },
    changed(reading) {
      if ('broken' in reading) events.configBroken(reading.broken)
      else events.configApplied()
    },
  })
}

const tenantOf = (config: BotConfig, business: OpenTenantConfig) => ({
  id: config.tenantId,
  slug: config.slug,
  name: business.current().business_name,
})

/** The secret by which the tenant's server knows the bot, and the bot its server. */
function readToken(folder: string): string {
  const file = join(folder, 'bot.token')
  const kept = readTextIfThere(file)?.trim()
  if (kept) return kept
  const token = newSecret('bot')
  writeFileAtomically(file, `${token}\n`)
  return token
}
