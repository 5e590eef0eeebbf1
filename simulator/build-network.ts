import type { Clock } from '../common/kit/clock.ts'
import { Bundles } from './accounts/bundles.ts'
import { Directory } from './accounts/directory.ts'
import { Groups } from './accounts/groups.ts'
import { PairingDesk } from './accounts/pairing.ts'
import { Connections } from './delivery/connections.ts'
import { Mailboxes } from './delivery/mailboxes.ts'
import { askForPrekeys } from './delivery/prekeys-low.ts'
import { EventLog } from './events.ts'
import { strikeNow } from './faults/connection-faults.ts'
import { FaultBook } from './faults/fault-book.ts'
import type { MediaFiles } from './media/media-files.ts'
import type { Network } from './network.ts'
import { Phones } from './phones/phones.ts'
import { SenderKeys } from './phones/sender-keys.ts'
import { SignalSessions } from './phones/signal-sessions.ts'
import type { Random } from './random.ts'
import { AccountRows } from './store/account-rows.ts'
import type { SqliteFile } from './store/database.ts'
import { GroupRows } from './store/group-rows.ts'
import { MessageRows } from './store/message-rows.ts'
import { QueueRows } from './store/queue-rows.ts'
import { SessionRows } from './store/session-rows.ts'

interface NetworkParts {
  readonly clock: Clock
  readonly random: Random
  readonly sqlite: SqliteFile
  readonly media: MediaFiles
  readonly mediaHost: () => string
}

/** Puts the service and its phones together over an open database. */
export function buildNetwork({ clock, random, sqlite, media, mediaHost }: NetworkParts): Network {
  const transaction = <T>(work: () => T): T => sqlite.transaction(work)()
  const rows = new AccountRows(sqlite)
  const queue = new QueueRows(sqlite)
  const messages = new MessageRows(sqlite)
  const events = new EventLog(clock)
  const connections = new Connections()
  const directory = new Directory(rows, random)
  const groupRows = new GroupRows(sqlite)
  const groups = new Groups(groupRows, directory, random.fork('groups'))
  const pairing = new PairingDesk({
    directory,
    random: random.fork('pairing'),
    clock,
    events,
    wantsPasskey: (phone) => faults.take('passkey', phone) !== undefined,
  })
  const faults: FaultBook = new FaultBook(clock, (fault) =>
    strikeNow({ connections, pairing, mailboxes, events, faults, directory }, fault),
  )
  const mailboxes = new Mailboxes(queue, faults, events)
  const bundles = new Bundles(rows, directory, (device, left) =>
    askForPrekeys({ mailboxes, clock, random, events }, device, left),
  )
  const sessions = new SignalSessions(new SessionRows(sqlite), rows)
  const shared = {
    clock,
    directory,
    groups,
    bundles,
    messages,
    queue,
    mailboxes,
    faults,
    events,
    media,
    transaction,
  }
  const phones = new Phones({ ...shared, sessions, senderKeys: new SenderKeys(groupRows) })
  return { ...shared, random, connections, pairing, phones, mediaHost }
}
