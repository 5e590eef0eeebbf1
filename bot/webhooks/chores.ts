import type { Clock } from '../../common/kit/clock.ts'
import { openQueue } from '../../common/kit/queue.ts'
import type { Queue } from '../../common/kit/queue.ts'
import type { Repositories, Store } from '../store/store.ts'

/** Something that is to be done with very many deliveries, known by what is stored alone. */
interface Chore {
  isThere(store: Store): Promise<boolean>
  /** @returns whether there may be more */
  step(inside: Repositories): Promise<boolean>
}

const CHORES: Readonly<Record<string, Chore>> = {
  'deleted endpoints': {
    isThere: ({ webhookRetention }) => webhookRetention.isLeftOver(),
    step: ({ webhookRetention }) => webhookRetention.bury(),
  },
  redrives: {
    isThere: ({ webhookRedrives }) => webhookRedrives.isOpen(),
    step: ({ webhookRedrives }) => webhookRedrives.step(),
  },
}

export interface ChoresParts {
  readonly store: Store
  readonly clock: Clock
  /** A step is done: something may be due. */
  readonly stepped: () => void
  /** A database that fails. */
  readonly broken: (error: Error) => void
}

/**
 * Works off what was asked of very many deliveries at once, a few in each step. After a step it rests
 * as long as the step took, its wait for other commits included: at least half of the process' time
 * is everybody else's, and the more they have to do, the more of it.
 */
export const openChores = ({ store, clock, stepped, broken }: ChoresParts): Queue =>
  openQueue({
    name: 'webhook chores',
    clock,
    lanes: 1,
    failed: broken,
    async take() {
      const there: string[] = []
      for (const [name, chore] of Object.entries(CHORES)) {
        if (await chore.isThere(store)) there.push(name)
      }
      return there.slice(0, 1)
    },
    nextDue: () => Promise.resolve(undefined),
    async work(name) {
      const begun = clock.now()
      const more = await store.transaction(async (inside) => await CHORES[name]?.step(inside))
      stepped()
      const took = clock.now() - begun
      if (took > 0) await clock.sleep(took)
      return more === true
    },
  })
