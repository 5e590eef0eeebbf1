import type { Clock } from '../common/kit/clock.ts'
import type { Bundles } from './accounts/bundles.ts'
import type { Directory } from './accounts/directory.ts'
import type { Groups } from './accounts/groups.ts'
import type { PairingDesk } from './accounts/pairing.ts'
import type { Connections } from './delivery/connections.ts'
import type { Mailboxes } from './delivery/mailboxes.ts'
import type { EventLog } from './events.ts'
import type { FaultBook } from './faults/fault-book.ts'
import type { MediaFiles } from './media/media-files.ts'
import type { Phones } from './phones/phones.ts'
import type { Random } from './random.ts'
import type { MessageRows } from './store/message-rows.ts'
import type { QueueRows } from './store/queue-rows.ts'

/** The service and its phones, as the handlers of stanzas and of the control API see them. */
export interface Network {
  readonly clock: Clock
  readonly random: Random
  readonly events: EventLog
  readonly faults: FaultBook
  readonly directory: Directory
  readonly groups: Groups
  readonly bundles: Bundles
  readonly connections: Connections
  readonly mailboxes: Mailboxes
  readonly messages: MessageRows
  readonly queue: QueueRows
  readonly phones: Phones
  readonly pairing: PairingDesk
  readonly media: MediaFiles
  /** `host:port` under which media are found. */
  readonly mediaHost: () => string
  readonly transaction: <T>(work: () => T) => T
}
