import type { Clock, Random } from '../common/kit/clock.ts'
import type { Logger } from '../common/kit/log.ts'
import type { BotConfig } from './config.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { Events } from './events.ts'

/** What there is before anything of the bot is opened. */
export interface Base {
  readonly config: BotConfig
  readonly clock: Clock
  readonly random: Random
  /** Ends the process: what is in memory cannot be trusted to the disk any more. */
  readonly die: (error: Error) => never
  readonly startedAt: string
  readonly events: Events
  readonly log: Logger
  readonly heartbeat: Heartbeat
}
