import { connectionSchema } from '../common/domain/connection.ts'
import type { Connection } from '../common/domain/connection.ts'
import { toIso } from '../common/kit/clock.ts'
import type { Clock } from '../common/kit/clock.ts'

/**
 * What a bot that ends says of its connection.
 * @param why it starts again; undefined when it was stopped
 */
export const stoppedNow = (clock: Clock, why: string | undefined): Connection =>
  connectionSchema.parse({
    state: 'stopped',
    since: toIso(clock.now()),
    ...(why !== undefined && { reason: 'memory' }),
    sentence: why === undefined ? 'The bot has been stopped.' : `The bot starts again: ${why}.`,
  })
