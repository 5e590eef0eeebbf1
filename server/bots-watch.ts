import type { Kysely } from 'kysely'
import type { BotCaller } from './bots/bot-caller.ts'
import { watchListeners } from './bots/listeners.ts'
import type { FleetEvents } from './events.ts'
import { openWatch } from './fleet/open-watch.ts'
import type { OpenWatchParts } from './fleet/open-watch.ts'
import type { BotWatch } from './fleet/watch/watch.ts'
import { lastWordOf } from './reports/connection-view.ts'
import { openEndBook } from './reports/end-book.ts'
import type { EndBook } from './reports/end-book.ts'
import type { ReportBook } from './reports/report-book.ts'
import { botEndStore } from './store/bot-ends.ts'
import type { FleetTables } from './store/tables.ts'
import { addressIn } from './tenants/folders.ts'
import type { Folders } from './tenants/folders.ts'

export interface BotsWatchParts extends Omit<OpenWatchParts, 'lastWord' | 'tell'> {
  readonly db: Kysely<FleetTables>
  readonly reports: ReportBook
  readonly bots: BotCaller
  readonly folders: Folders
  readonly events: FleetEvents
}

/** The watch over the bots' processes, and the book of what it did to them. */
export async function openBotsWatch(
  parts: BotsWatchParts,
): Promise<{ readonly watch: BotWatch; readonly ends: EndBook }> {
  const { config, db, reports, bots, folders, events, clock } = parts
  const isTakenByStranger = watchListeners(() => clock.now())
  const ends = await openEndBook({
    store: botEndStore(db, () => clock.now()),
    bots,
    addressOf: (tenant) => {
      const user = config.botUserBase === undefined ? undefined : tenant.unixUser
      if (user !== undefined && isTakenByStranger(tenant.botPort, user)) {
        throw new Error(`the port of ${tenant.slug} is taken by another program`)
      }
      return addressIn(folders, tenant)
    },
    failed: events.endNotKept,
  })
  const watch = openWatch({
    ...parts,
    lastWord: (id) => lastWordOf(reports.lastOf(id)),
    tell: {
      ended: (tenant, kind, detail) => {
        events.botEnded(tenant.slug, kind, detail)
        void ends.add(tenant, kind, detail)
      },
      crowded: events.botsStandStill,
      noCgroups: events.noCgroups,
    },
  })
  return { watch, ends }
}
