import type { MessageId } from '../common/domain/ids.ts'
import type { Queue } from '../common/kit/queue.ts'
import { rulesAgent } from './agent/rules.ts'
import type { Base } from './base.ts'
import type { AttentiveChannel, ChannelEvents, PairingChannel } from './channels/channel.ts'
import type { HistoryChannel } from './channels/history.ts'
import type { MediaChannel } from './channels/media.ts'
import { openTenantFetcher } from './open-media.ts'
import type { TenantMedia } from './open-media.ts'
import { isMediaType } from '../common/domain/media.ts'
import { acceptor } from './conversation/accept.ts'
import type { Accept } from './conversation/accept.ts'
import { attentionFor } from './conversation/attention.ts'
import type { Attention } from './conversation/attention.ts'
import { deedsFor } from './conversation/deeds.ts'
import type { Deeds } from './conversation/deeds.ts'
import { canceller, openOutbox, progressor } from './conversation/deliver.ts'
import type { DeliverParts } from './conversation/deliver.ts'
import { openHistory } from './conversation/history.ts'
import { pollster, recaller } from './conversation/said.ts'
import { watchPast } from './conversation/past-watch.ts'
import type { PastWatch } from './conversation/past-watch.ts'
import { openPeople } from './conversation/people.ts'
import type { People } from './conversation/people.ts'
import { receiver } from './conversation/receive.ts'
import { openTurns } from './conversation/turns.ts'
import type { Store } from './store/store.ts'
import type { OpenTenantConfig } from './tenant-config.ts'

export interface ConversationParts extends Base {
  readonly store: Store
  readonly business: OpenTenantConfig
  readonly channel: PairingChannel & AttentiveChannel & MediaChannel & HistoryChannel
  readonly media: TenantMedia
}

/** The ways in and out, as the API and the channel use them. */
export interface Conversation {
  readonly accept: Accept
  readonly cancel: (id: MessageId) => Promise<boolean>
  readonly people: People
  readonly deeds: Deeds
  readonly attention: Attention
  readonly channelEvents: ChannelEvents
  /** A file is to be fetched. */
  readonly fileWanted: () => void
}

/** In, turns and out; what ends first is opened last. */
export function openConversation(
  parts: ConversationParts,
  opened: AsyncDisposableStack,
): Conversation {
  const { clock, random, die, events, store, channel } = parts
  const deliverParts: DeliverParts = {
    store,
    channel,
    clock,
    random,
    moved: (ids, to, reason) => events.messagesMoved(ids, to, reason),
    sent: () => events.messageSent(),
    putOff: (message, reason) => events.messagePutOff(message.id, reason),
    failed: die,
  }
  const outbox = opened.use(openOutbox(deliverParts))
  const past = watchPast({ store, clock, business: () => parts.business.current() })
  const turns = opened.use(turnsOf(parts, outbox, past))
  const people = opened.use(peopleOf(parts, outbox))
  void people.learnAgain().catch(die)
  opened.use(channel)
  const history = opened.use(historyOf(parts))
  const files = opened.use(openTenantFetcher(parts, store, parts.media, channel))
  parts.media.listen((id) => void store.outbox.hurry(id).then(() => outbox.wake(), die))
  const takeBack = canceller(deliverParts)
  const cancel = async (id: MessageId): Promise<boolean> => {
    const isCancelled = await takeBack(id)
    // It may have held up its chat's line.
    if (isCancelled) outbox.wake()
    return isCancelled
  }
  const attention = attentionFor({ store, channel, failed: die })
  const acceptParts = {
    store,
    clock,
    channel: channel.name,
    newMessageId: () => channel.newMessageId(),
    accepted() {
      outbox.wake()
      files.wake()
    },
  }
  return {
    accept: acceptor(acceptParts),
    cancel,
    deeds: deedsFor({ ...acceptParts, cancel }),
    attention,
    people,
    channelEvents: channelEventsOf(parts, deliverParts, {
      outbox,
      turns,
      people,
      attention,
      files,
      history,
      past,
    }),
    fileWanted: () => files.wake(),
  }
}

const peopleOf = ({ events, store, channel }: ConversationParts, outbox: Queue): People =>
  openPeople({
    store,
    channel,
    moved(ids, to, reason) {
      events.messagesMoved(ids, to, reason)
      // They may have held up a line.
      outbox.wake()
    },
    learned: (count) => events.contactsLearned(count),
    blockFailed: (error) => events.blockFailed(error),
  })

const turnsOf = (
  { clock, random, die, events, store, business, channel }: ConversationParts,
  outbox: Queue,
  past: PastWatch,
): Queue =>
  openTurns({
    store,
    agent: rulesAgent,
    clock,
    random,
    business: () => business.current(),
    isPastComing: () => past.isComing(),
    newMessageId: () => channel.newMessageId(),
    ended: (replies) => replies > 0 && outbox.wake(),
    loopFound: (chatId) => events.loopFound(chatId),
    turnFailed: (turn, error, isParked) => events.turnFailed(turn.id, error, isParked),
    failed: die,
  })

const historyOf = (parts: ConversationParts): Queue =>
  openHistory({
    ...parts,
    business: () => parts.business.current(),
    settled: (state, stored, reason) => parts.events.historyRead(state, stored, reason),
    failed: parts.die,
  })

interface Ways {
  readonly outbox: Queue
  readonly turns: Queue
  readonly people: People
  readonly attention: Attention
  readonly files: Queue
  readonly history: Queue
  readonly past: PastWatch
}

function channelEventsOf(
  { clock, die, events, store, business, channel }: ConversationParts,
  deliverParts: DeliverParts,
  { outbox, turns, people, attention, files, history, past }: Ways,
): ChannelEvents {
  const receive = receiver({
    store,
    clock,
    business: () => business.current(),
    received(message) {
      events.messageReceived(message)
      turns.wake()
      if (isMediaType(message.type)) files.wake()
    },
  })
  return {
    receive: (message) => receive(channel.name, message),
    async history(announced) {
      await store.history.announce(channel.name, announced)
      history.wake()
    },
    progress: progressor(deliverParts),
    learned: (names) => people.learn(names),
    named: (group, name) => people.named(group, name),
    changed(connection) {
      events.connectionChanged(connection)
      past.changed(connection)
      if (connection.state !== 'open') return
      void store.outbox.hurry().then(() => outbox.wake(), die)
      void store.media.hurry().then(() => files.wake(), die)
      attention.catchUp()
    },
    recall: recaller(store),
    poll: pollster(store),
  }
}
