import { migrate, pendingMigrations } from '../common/kit/database.ts'
import { messageOf } from '../common/kit/errors.ts'
import { oneAfterAnother } from '../common/kit/in-turn.ts'
import type { Service } from './agent/rules.ts'
import type { Base } from './base.ts'
import type { Store } from './store/store.ts'
import type { OpenTenantConfig } from './tenant-config.ts'
import { plain } from './verticals/plain/plain.ts'
import type { Ground, Vertical } from './verticals/vertical.ts'
import { verticalNamed } from './verticals/verticals.ts'

/** The vertical that `config.json` names, for as long as it names it. */
export interface OpenVertical {
  /** The one that is at work. */
  current(): Vertical
  /** What it does for owners and customers just now. */
  service(): Service
  /** What the operator has to know of it. */
  warnings(): Promise<readonly string[]>
  /** `config.json` may name another: its tables are brought up to date, then it takes over. */
  apply(): Promise<void>
}

export interface VerticalParts extends Pick<Base, 'config' | 'clock' | 'events'> {
  readonly store: Store
  readonly business: OpenTenantConfig
  /** Copies the database, before tables change that have something in them. */
  readonly keepCopy: () => Promise<unknown>
  /** All that may be named; those of this build unless told. */
  readonly named?: (name: string) => Vertical | undefined
}

/** Opens the vertical of a tenant. One whose migrations fail is named, and what was there goes on. */
export async function openVertical(parts: VerticalParts): Promise<OpenVertical> {
  const { config, clock, store, business, events, named = verticalNamed } = parts
  const ground: Ground = { db: store.tables, tenantId: config.tenantId, clock }
  let current = plain
  let failure: string | undefined

  async function change(): Promise<void> {
    const name = business.current().vertical
    failure = undefined
    if (name === current.name) return
    const next = named(name)
    if (!next) {
      failure = `config.json: this build knows no vertical ${name}; ${current.name} goes on`
      return
    }
    try {
      await bringUp(next, ground, parts)
      current = next
      events.verticalOpened(name)
    } catch (error) {
      failure = `the vertical ${name} could not be opened (${messageOf(error)}); ${current.name} goes on`
      events.verticalFailed(name, error)
    }
  }

  await change()
  const inLine = oneAfterAnother()
  return {
    current: () => current,
    service: () => serviceOf(current, ground),
    async warnings() {
      const own = (await current.warnings?.(ground, business.current())) ?? []
      return failure === undefined ? own : [failure, ...own]
    },
    apply: () => inLine(change),
  }
}

async function bringUp(
  { name, migrations, opened }: Vertical,
  ground: Ground,
  { business, keepCopy }: VerticalParts,
): Promise<void> {
  const owner = `vertical:${name}`
  const all = Object.keys(migrations).length
  if (all > 0) {
    const pending = await pendingMigrations(ground.db, owner, migrations)
    if (pending.length > 0 && pending.length < all) await keepCopy()
    await migrate(ground.db, owner, migrations)
  }
  await opened?.(ground, business.current())
}

function serviceOf({ assist, attend, remember }: Vertical, ground: Ground): Service {
  return {
    assist: assist && ((message) => assist(message, ground)),
    attend:
      attend &&
      (async (message) => {
        const attended = await attend(message, ground)
        if (!attended) return undefined
        const { texts, wantsPerson, memory } = attended
        return {
          texts,
          wantsPerson,
          async run(db) {
            await remember?.({ ...ground, db }, message.chat, memory)
            return texts
          },
        }
      }),
  }
}
