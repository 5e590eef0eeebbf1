import type { Connection } from '../common/domain/connection.ts'
import type { MediaId, MessageId } from '../common/domain/ids.ts'
import type { MediaState } from '../common/domain/media.ts'
import { UNDECRYPTED } from '../common/domain/message.ts'
import type { Delivery } from '../common/domain/message.ts'
import type { Logger } from '../common/kit/log.ts'

/** What the process has counted since it started. */
export interface Counters {
  messagesIn: number
  messagesOut: number
}

/** Everything that is worth a line in the log, one function each. Texts and numbers never are. */
export type Events = ReturnType<typeof createEvents>

/** Who is told of what happens. */
interface Told {
  /** Something that reports carry has changed. */
  changed(): void
  /** `config.json` says something else. */
  applied(): void
}

export function createEvents(log: Logger, told: Told) {
  const changed = () => told.changed()
  const counters: Counters = { messagesIn: 0, messagesOut: 0 }
  return {
    counters,
    started: (port: number, migrated: readonly string[]) =>
      log.info({ port, migrated }, 'bot started'),
    stopped: () => log.info('bot stopped'),
    connectionChanged(connection: Connection) {
      const { state, reason, until } = connection
      log.info({ state, reason, until }, 'connection changed')
      changed()
    },
    messageReceived(message: { id: MessageId; type: string; fromMe: boolean }) {
      if (!message.fromMe && message.type !== UNDECRYPTED) counters.messagesIn += 1
      log.info({ id: message.id, type: message.type, fromMe: message.fromMe }, 'message received')
      changed()
    },
    messagesMoved(ids: readonly MessageId[], to: Delivery, reason: string | undefined) {
      if (to === 'failed') log.warn({ ids, reason }, 'messages failed')
      else log.info({ ids, to, reason }, 'messages moved')
      if (to === 'sent' || to === 'failed' || to === 'held') changed()
    },
    /** Counted here and not at `sent`: the phone's receipt may overtake the network's word. */
    messageSent() {
      counters.messagesOut += 1
      changed()
    },
    messagePutOff: (id: MessageId, reason: string) =>
      log.warn({ id, reason }, 'message put off; it is tried again'),
    contactsLearned: (count: number) => log.info({ count }, 'more is known of contacts'),
    blockFailed: (error: unknown) =>
      log.warn({ err: error }, 'the network was not told of a block; it holds in the bot alone'),
    turnFailed: (id: string, error: Error, isParked: boolean) =>
      log.error({ id, err: error, isParked }, 'turn failed'),
    loopFound(chat: string) {
      log.warn({ chat }, 'another bot seems to answer; the chat is silenced')
      changed()
    },
    ...historyEvents(log, changed),
    ...limitEvents(log, changed),
    ...webhookEvents(log, changed),
    ...mediaEvents(log),
    ...verticalEvents(log, changed),
    nothingArrives(detail: string, startsAgain: boolean) {
      log.error({ detail, startsAgain }, 'connected, and nothing arrives')
      changed()
    },
    configApplied() {
      log.info('config.json applied')
      told.applied()
      changed()
    },
    configBroken(where: string) {
      log.error({ where }, 'config.json is broken; the last good one is in use')
      changed()
    },
    ...reportEvents(log),
    rejectionEscaped: (reason: unknown) => log.error({ err: reason }, 'a rejection escaped'),
  }
}

const historyEvents = (log: Logger, changed: () => void) => ({
  historyRead(state: 'done' | 'failed', stored: number, reason: string | null) {
    if (state === 'done') log.info({ stored }, 'a part of the history has been read')
    else log.warn({ stored, reason }, 'a part of the history cannot be read')
    changed()
  },
})

const limitEvents = (log: Logger, changed: () => void) => ({
  memoryPast(why: string, startsAgain: boolean) {
    log.error({ why, startsAgain }, 'more memory than the bot may take')
    changed()
  },
  limited({ reason, isActive }: { readonly reason: string; readonly isActive: boolean }) {
    log.warn({ reason, isActive }, 'the network has said what this number may do')
    changed()
  },
})

const reportEvents = (log: Logger) => ({
  reportFailed: (reason: string) => log.warn({ reason }, 'the server takes no reports; going on'),
  reportsResumed: () => log.info('the server takes reports again'),
})

const verticalEvents = (log: Logger, changed: () => void) => ({
  verticalOpened: (name: string) => log.info({ name }, 'the vertical is at work'),
  verticalFailed(name: string, error: unknown) {
    log.error({ name, err: error }, 'the vertical cannot be opened; what was there goes on')
    changed()
  },
  handedOver: (chat: string) =>
    log.info({ chat }, 'a customer asked for a person; the bot keeps quiet there'),
})

const mediaEvents = (log: Logger) => ({
  fileSettled(id: MediaId, state: MediaState, reason: string | null) {
    if (state === 'stored') log.info({ id }, 'a file has come')
    else log.warn({ id, state, reason }, 'a file will not come')
  },
  filePutOff: (id: MediaId, reason: string) =>
    log.warn({ id, reason }, 'a file cannot be fetched just now; it is tried again'),
  filePuzzled: (id: MediaId, error: unknown) =>
    log.error({ id, err: error }, 'a file cannot be fetched, for a reason that should not be'),
  fileRemoved: (bytes: number) =>
    log.info({ bytes }, 'the oldest file was removed to make room (media.quota_mb)'),
})

/** Ids and reasons; addresses may carry secrets and are left out. */
const webhookEvents = (log: Logger, changed: () => void) => ({
  webhookFailed: (webhook: string, event: string, error: string | null) =>
    log.warn({ webhook, event, error }, 'a webhook takes nothing just now; it is tried again'),
  webhookGaveUp: (webhook: string, event: string, error: string | null) =>
    log.error({ webhook, event, error }, 'an event was not taken for three days: a dead letter'),
  webhookGone(webhook: string) {
    log.error({ webhook }, 'a webhook answered 410 and is switched off')
    changed()
  },
})
