import type { MessageId } from '../../../common/domain/ids.ts'
import type { Delivery } from '../../../common/domain/message.ts'
import type { Pacing } from '../../../common/domain/pacing.ts'
import type { TenantConfig } from '../../../common/domain/tenant-config.ts'
import type { Clock } from '../../../common/kit/clock.ts'
import type { Store } from '../../store/store.ts'
import type { Pacer } from './pacer.ts'

interface HoldingParts {
  readonly store: Store
  readonly clock: Clock
  business(): Pick<TenantConfig, 'pacing'>
  moved(ids: readonly MessageId[], to: Delivery): void
}

/** Puts back into their lines what was held, when its hold ends or the rules have changed. */
export class Holding {
  readonly #parts: HoldingParts
  readonly #pacer: Pacer
  #next: number | undefined = Number.NEGATIVE_INFINITY
  #rules: Pacing | undefined

  constructor(parts: HoldingParts, pacer: Pacer) {
    this.#parts = parts
    this.#pacer = pacer
  }

  async release(): Promise<void> {
    const { store, clock } = this.#parts
    const isAll = this.#hasChanged()
    if (isAll) this.#pacer.goOn()
    const isDue = this.#next !== undefined && this.#next <= clock.now()
    if (!isAll && !isDue) return
    let released: readonly MessageId[]
    do {
      released = await store.transaction(({ holds }) => holds.release(isAll))
      if (released.length > 0) this.#parts.moved(released, 'queued')
    } while (released.length > 0)
  }

  /** When the next hold ends. */
  async next(): Promise<number | undefined> {
    this.#next = this.#pacer.isOn ? await this.#parts.store.holds.next() : undefined
    return this.#next
  }

  /** @returns whether other rules hold than when it was asked last; at first, whether none do */
  #hasChanged(): boolean {
    const rules = this.#parts.business().pacing
    const before = this.#rules
    this.#rules = rules
    if (before === rules) return false
    if (before === undefined) return !this.#pacer.isOn
    return JSON.stringify(before) !== JSON.stringify(rules)
  }
}

/** People have turned out to be known from before the linking: what is held for them goes on. */
export async function releaseKnown(parts: HoldingParts): Promise<void> {
  const { store } = parts
  const chats = await store.holds.chatsFromBefore()
  if (chats.length === 0) return
  const released = await store.transaction(({ holds }) => holds.releaseIn(chats))
  if (released.length > 0) parts.moved(released, 'queued')
}
