import { sql } from 'kysely'
import type { ChatId, MessageId } from '../../common/domain/ids.ts'
import { asChatId, newRowId } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { LONGEST_WAIT } from './line.ts'
import type { Tables } from './schema.ts'

/**
 * `reply`: to somebody who wrote lately. `known`: to somebody who has written. `opening`: to somebody
 * who never wrote and to whom nobody had written. `new`: to somebody who has not answered.
 */
export type SendClass = Tables['sends']['class']

/** One message that was handed to the network, or may have been. Times are milliseconds. */
export interface Send {
  readonly chatId: ChatId
  readonly messageId: MessageId
  readonly class: SendClass
  readonly at: number
  /** How long the next of its kind waits for it. */
  readonly gap: number
}

/** What has been sent, for the limits. It is written with the claim, so no crash can hide a send. */
export interface Sends {
  add(send: Omit<Send, 'at'>): Promise<void>
  /** The message did not leave after all. */
  takeBack(messageId: MessageId): Promise<void>
  /** As what the message was sent last. */
  classOf(messageId: MessageId): Promise<SendClass | undefined>
  /** When messages went into some chats after a time, newest first. */
  inChats(
    chatIds: readonly ChatId[],
    after: number,
    most: number,
  ): Promise<readonly Pick<Send, 'class' | 'at'>[]>
  /** When messages of some classes were sent after a time, newest first. */
  times(classes: readonly SendClass[], after: number, most: number): Promise<readonly number[]>
  /** The newest of a day to somebody who never wrote. */
  lastToStranger(): Promise<Pick<Send, 'chatId' | 'at' | 'gap'> | undefined>
  /** Whether the fate of a message of some classes that was sent after a time is still open. */
  isTrying(classes: readonly SendClass[], after: number): Promise<boolean>
  /** Whether one of the chats was written to before, by whoever and in whatever way. */
  hasBegun(chatIds: readonly ChatId[], except: MessageId): Promise<boolean>
  /** When anything was written or came in first, also before the linking; milliseconds since the epoch. */
  firstMessageAt(): Promise<number | undefined>
  /** Forgets what was sent before a time. */
  prune(before: number): Promise<void>
}

export const STRANGERS = ['new', 'opening'] as const satisfies readonly SendClass[]

const DAY = 24 * 3_600_000

export function sendsOver(ground: Ground): Sends {
  const rows = () => pastSends(ground)
  return {
    async add({ chatId, messageId, class: kind, gap }) {
      await ground.db
        .insertInto('sends')
        .values({
          ...newRow(ground, newRowId()),
          chat_id: chatId,
          message_id: messageId,
          class: kind,
          at: nowIso(ground),
          gap: Math.round(gap),
        })
        .execute()
    },
    takeBack: (messageId) => takeBack(ground, messageId),
    classOf: (messageId) => classOf(ground, messageId),
    async inChats(chatIds, after, most) {
      const found = await rows()
        .select(['class', 'at'])
        .where('chat_id', 'in', [...chatIds])
        .where('at', '>', toIso(after))
        .orderBy('at', 'desc')
        .limit(most)
        .execute()
      return found.map((row) => ({ class: row.class, at: Date.parse(row.at) }))
    },
    async times(classes, after, most) {
      const found = await rows()
        .select('at')
        .where('class', 'in', [...classes])
        .where('at', '>', toIso(after))
        .orderBy('at', 'desc')
        .limit(most)
        .execute()
      return found.map((row) => Date.parse(row.at))
    },
    lastToStranger: () => lastToStranger(ground),
    isTrying: (classes, after) => isTrying(ground, classes, after),
    hasBegun: (chatIds, except) => hasBegun(ground, chatIds, except),
    firstMessageAt: () => firstMessageAt(ground),
    async prune(before) {
      await ground.db
        .deleteFrom('sends')
        .where('tenant_id', '=', ground.tenantId)
        .where('at', '<', toIso(before))
        .execute()
    },
  }
}

/** What was sent ahead of a clock that was set back since would count for as long. */
const pastSends = (ground: Ground) =>
  ground.db
    .selectFrom('sends')
    .where('sends.tenant_id', '=', ground.tenantId)
    .where('sends.at', '<=', toIso(ground.clock.now() + LONGEST_WAIT))

async function classOf(ground: Ground, messageId: MessageId): Promise<SendClass | undefined> {
  const row = await sendOf(ground, messageId)
  return row?.class
}

const sendOf = (ground: Ground, messageId: MessageId) =>
  ground.db
    .selectFrom('sends')
    .innerJoin('messages', (join) =>
      join
        .onRef('messages.chat_id', '=', 'sends.chat_id')
        .onRef('messages.tenant_id', '=', 'sends.tenant_id'),
    )
    .select(['sends.id', 'sends.class'])
    .where('messages.id', '=', messageId)
    .where('sends.tenant_id', '=', ground.tenantId)
    .where('sends.message_id', '=', messageId)
    .orderBy('sends.at', 'desc')
    .limit(1)
    .executeTakeFirst()

async function takeBack(ground: Ground, messageId: MessageId): Promise<void> {
  const row = await sendOf(ground, messageId)
  if (row) await ground.db.deleteFrom('sends').where('id', '=', row.id).execute()
}

/** What has failed reached nobody, as far as is known: the next one begins the chat. */
const ARRIVED: readonly Delivery[] = ['sent', 'delivered', 'read', 'played']

async function hasBegun(
  ground: Ground,
  chatIds: readonly ChatId[],
  except: MessageId,
): Promise<boolean> {
  const row = await ground.db
    .selectFrom('messages')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', 'in', [...chatIds])
    .where('direction', '=', 'outbound')
    .where('id', '!=', except)
    .where((is) =>
      is.or([
        is('delivery', 'in', ARRIVED),
        is.and([is('delivery', '=', 'queued'), is('claimed_at', 'is not', null)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function firstMessageAt(ground: Ground): Promise<number | undefined> {
  const row = await ground.db
    .selectFrom('messages')
    .select('at')
    .where('tenant_id', '=', ground.tenantId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row && Date.parse(row.at)
}

async function lastToStranger(
  ground: Ground,
): Promise<Pick<Send, 'chatId' | 'at' | 'gap'> | undefined> {
  const row = await pastSends(ground)
    .select(['chat_id', 'at', 'gap'])
    .where('class', 'in', [...STRANGERS])
    .where('at', '>', toIso(ground.clock.now() - DAY))
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { chatId: asChatId(row.chat_id), at: Date.parse(row.at), gap: row.gap }
}

async function isTrying(
  ground: Ground,
  classes: readonly SendClass[],
  after: number,
): Promise<boolean> {
  const row = await pastSends(ground)
    .innerJoin('messages', 'messages.id', 'sends.message_id')
    .select('sends.id')
    .where('sends.class', 'in', [...classes])
    .where('sends.at', '>=', toIso(after))
    .where('messages.delivery', '=', sql.lit('queued'))
    .where('messages.claimed_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
