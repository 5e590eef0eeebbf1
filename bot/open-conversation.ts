import type { MessageId } from '../common/domain/ids.ts'
import type { Queue } from '../common/kit/queue.ts'
import type { Agent } from './agent/agent.ts'
import type { Base } from './base.ts'
import type { AttentiveChannel, ChannelEvents, PairingChannel } from './channels/channel.ts'
import type { HistoryChannel } from './channels/history.ts'
import type { MediaChannel } from './channels/media.ts'
import { countryFor } from './country.ts'
import { openTenantFetcher } from './open-media.ts'
import type { TenantMedia } from './open-media.ts'
import { isMediaType } from '../common/domain/media.ts'
import { acceptor } from './conversation/accept.ts'
import type { Accept } from './conversation/accept.ts'
import { attentionFor } from './conversation/attention.ts'
import type { Attention } from './conversation/attention.ts'
import { deedsFor } from './conversation/deeds.ts'
import type { Deeds } from './conversation/deeds.ts'
import { openOutbox } from './conversation/deliver.ts'
import type { DeliverParts } from './conversation/deliver.ts'
import { openHistory } from './conversation/history.ts'
import { heedLimit } from './conversation/pacing/braking.ts'
import { releaseKnown } from './conversation/pacing/holding.ts'
import { canceller, progressor } from './conversation/progress.ts'
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
  readonly agent: Agent
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
  /** `config.json` says something else. */
  readonly rulesChanged: () => void
}

/** In, turns and out; what ends first is opened last. */
export function openConversation(
  parts: ConversationParts,
  opened: AsyncDisposableStack,
): Conversation {
  const { clock, die, store, channel } = parts
  const deliverParts = deliverPartsOf(parts)
  const outbox = opened.use(openOutbox(deliverParts))
  const past = watchPast({ store, clock, business: () => parts.business.current() })
  const turns = opened.use(turnsOf(parts, outbox, past))
  const people = opened.use(peopleOf(parts, outbox))
  void people.learnAgain().catch(die)
  opened.use(channel)
  const history = opened.use(historyOf(parts, deliverParts, outbox))
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
    rulesChanged: () => outbox.wake(),
  }
}

const deliverPartsOf = ({
  clock,
  random,
  die,
  events,
  store,
  business,
  channel,
}: ConversationParts): DeliverParts => ({
  store,
  channel,
  clock,
  random,
  business: () => business.current(),
  isOwner: (phone) => phone === channel.linkedPhone() || business.current().owners.includes(phone),
  moved: (ids, to, reason) => events.messagesMoved(ids, to, reason),
  sent: () => events.messageSent(),
  putOff: (message, reason) => events.messagePutOff(message.id, reason),
  failed: die,
})

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
  { clock, random, die, events, store, business, channel, agent }: ConversationParts,
  outbox: Queue,
  past: PastWatch,
): Queue =>
  openTurns({
    store,
    agent,
    clock,
    random,
    business: () => business.current(),
    isPastComing: () => past.isComing(),
    country: () => countryFor(business, channel),
    handedOver: (chatId) => events.handedOver(chatId),
    newMessageId: () => channel.newMessageId(),
    ended: (replies) => replies > 0 && outbox.wake(),
    loopFound: (chatId) => events.loopFound(chatId),
    turnFailed: (turn, error, isParked) => events.turnFailed(turn.id, error, isParked),
    failed: die,
  })

const historyOf = (parts: ConversationParts, deliverParts: DeliverParts, outbox: Queue): Queue =>
  openHistory({
    ...parts,
    business: () => parts.business.current(),
    settled(state, stored, reason) {
      parts.events.historyRead(state, stored, reason)
      if (stored > 0) void releaseKnown(deliverParts).then(() => outbox.wake(), parts.die)
    },
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
    newMessageId: () => channel.newMessageId(),
    heard({ released, ended }) {
      if (released.length > 0) events.messagesMoved(released, 'queued', undefined)
      for (const to of ['cancelled', 'failed'] as const) {
        const ids = ended?.[to] ?? []
        if (ids.length > 0) events.messagesMoved(ids, to, 'contact_opted_out')
      }
      outbox.wake()
    },
    received(message) {
      events.messageReceived(message)
      turns.wake()
      if (isMediaType(message.type)) files.wake()
    },
  })
  const progress = progressor(deliverParts)
  return {
    receive: (message) => receive(channel.name, message),
    async history(announced) {
      await store.history.announce(channel.name, announced)
      history.wake()
    },
    async progress(ids, delivery, reason) {
      await progress(ids, delivery, reason)
      // It may have been at the head of its line.
      if (delivery === 'failed') outbox.wake()
    },
    async limited(limit) {
      await store.transaction((inside) => heedLimit(deliverParts, inside, limit))
      events.limited(limit)
      outbox.wake()
    },
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
