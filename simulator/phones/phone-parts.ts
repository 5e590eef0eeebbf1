import type { Clock } from '../../common/kit/clock.ts'
import type { Bundles } from '../accounts/bundles.ts'
import type { Directory } from '../accounts/directory.ts'
import type { Groups } from '../accounts/groups.ts'
import type { Mailboxes } from '../delivery/mailboxes.ts'
import type { EventLog } from '../events.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { MediaFiles } from '../media/media-files.ts'
import type { MessageRows } from '../store/message-rows.ts'
import type { QueueRows } from '../store/queue-rows.ts'
import type { SenderKeys } from './sender-keys.ts'
import type { SignalSessions } from './signal-sessions.ts'

/** What the phones stand on. */
export interface PhoneParts {
  readonly clock: Clock
  readonly directory: Directory
  readonly bundles: Bundles
  readonly sessions: SignalSessions
  readonly groups: Groups
  readonly senderKeys: SenderKeys
  readonly messages: MessageRows
  readonly queue: QueueRows
  readonly mailboxes: Mailboxes
  readonly faults: FaultBook
  readonly media: MediaFiles
  readonly events: EventLog
  /** Everything inside is stored together or not at all. */
  readonly transaction: <T>(work: () => T) => T
}

/** Now, in seconds, as stanzas carry time. */
export const seconds = (clock: Clock): number => Math.floor(clock.now() / 1000)
