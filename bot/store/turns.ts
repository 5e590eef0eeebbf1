import { sql } from 'kysely'
import type { ChatId, MessageId, TurnId } from '../../common/domain/ids.ts'
import { asChatId, asTurnId, newTurnId } from '../../common/domain/ids.ts'
import { UNREADABLE } from '../../common/domain/message.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { familyOf } from './family.ts'
import { isDue, lineOver, waitsForSibling } from './line.ts'
import type { Line, LineNames } from './line.ts'
import { storedMessage } from './stored-message.ts'
import type { StoredMessage } from './stored-message.ts'

export interface Turn {
  readonly id: TurnId
  readonly chatId: ChatId
  readonly attempts: number
  /** What it is about, oldest first; at least one. */
  readonly messages: readonly [StoredMessage, ...StoredMessage[]]
}

/** Inbound messages that the bot has not dealt with. */
export interface Turns extends Line<Turn> {
  /**
   * Gives a message its turn: the one that still gathers in its chat, or a new one.
   * @param gather how long a new turn waits for more; 0 begins at once and joins nothing
   */
  add(message: { readonly id: MessageId; readonly chatId: ChatId }, gather: number): Promise<void>
  /** Whether the contact has said nothing and got no turn in this thread before. */
  isFirst(turn: Turn): Promise<boolean>
  /** Ends a turn; a message that it has not seen gets one of its own. */
  end(turn: Turn): Promise<void>
  /** Takes the turn up later; no try is counted. */
  putOff(id: TurnId, until: number): Promise<void>
  /** Counts a failed try and tries again later, or never when parked. */
  failed(id: TurnId, reason: string, again: { readonly at: number } | 'parked'): Promise<void>
  parked(): Promise<number>
}

const LINE = { table: 'turns', column: 'state', waiting: 'waiting' } as const satisfies LineNames

/** In the SQL itself, so that the index over waiting rows can serve. */
const WAITING = sql.lit('waiting' as const)

export function turnsOver(ground: Ground): Turns {
  return {
    ...lineOver(ground, LINE),
    head: (chatId) => headTurn(ground, chatId),
    async add({ id, chatId }, gather) {
      const open = gather > 0 ? await gatheringTurn(ground, chatId) : undefined
      const turnId = open ?? (await begin(ground, { id, chatId }, gather))
      await assign(ground, [id], turnId)
    },
    isFirst: (turn) => isFirst(ground, turn),
    end: (turn) => end(ground, turn),
    async putOff(id, until) {
      await change(ground)
        .set({ next_at: toIso(until) })
        .where('id', '=', id)
        .execute()
    },
    async failed(id, reason, again) {
      await change(ground)
        .set((set) => ({
          attempts: set('attempts', '+', 1),
          state: again === 'parked' ? ('parked' as const) : ('waiting' as const),
          next_at: again === 'parked' ? null : toIso(again.at),
          reason,
          updated_at: nowIso(ground),
        }))
        .where('id', '=', id)
        .execute()
    },
    async parked() {
      const row = await ground.db
        .selectFrom('turns')
        .select((select) => select.fn.countAll().as('count'))
        .where('tenant_id', '=', ground.tenantId)
        .where('state', '=', 'parked')
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },
  }
}

const change = (ground: Ground) =>
  ground.db.updateTable('turns').where('tenant_id', '=', ground.tenantId)

/** The turn that waits for more: it cannot have been taken, for it is not due. */
async function gatheringTurn(ground: Ground, chatId: ChatId): Promise<TurnId | undefined> {
  const row = await ground.db
    .selectFrom('turns')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', '=', chatId)
    .where('state', '=', WAITING)
    .where('attempts', '=', 0)
    .where('next_at', '>', nowIso(ground))
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row || (await hasYounger(ground, chatId, row.id))) return undefined
  return asTurnId(row.id)
}

/** Whether a later turn waits in another chat of the thread: what joins an earlier one overtakes. */
async function hasYounger(ground: Ground, chatId: ChatId, id: string): Promise<boolean> {
  const siblings = (await familyOf(ground, chatId)).filter((one) => one !== chatId)
  if (siblings.length === 0) return false
  const row = await ground.db
    .selectFrom('turns')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', 'in', siblings)
    .where('state', '=', WAITING)
    .where('id', '>', id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function begin(
  ground: Ground,
  message: { readonly id: string; readonly chatId: ChatId },
  gather: number,
): Promise<TurnId> {
  const id = newTurnId()
  await ground.db
    .insertInto('turns')
    .values({
      ...newRow(ground, id),
      chat_id: message.chatId,
      message_id: message.id,
      state: 'waiting',
      attempts: 0,
      next_at: gather > 0 ? toIso(ground.clock.now() + gather) : null,
      reason: null,
    })
    .execute()
  return id
}

async function assign(ground: Ground, messages: readonly string[], turnId: TurnId): Promise<void> {
  await ground.db
    .updateTable('messages')
    .set({ turn_id: turnId })
    .where('tenant_id', '=', ground.tenantId)
    .where('id', 'in', [...messages])
    .execute()
}

async function headTurn(ground: Ground, chatId: ChatId): Promise<Turn | undefined> {
  const row = await ground.db
    .selectFrom('turns')
    .select(['id', 'message_id', 'attempts', 'next_at'])
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', '=', chatId)
    .where('state', '=', WAITING)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!row || !isDue(ground, row.next_at)) return undefined
  if (await waitsForSibling(ground, LINE, { id: row.id, chatId })) return undefined
  const rows = await ground.db
    .selectFrom('messages')
    .selectAll()
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', '=', chatId)
    .where('id', '>=', row.message_id)
    .where('turn_id', '=', row.id)
    .orderBy('id')
    .execute()
  const [first, ...others] = rows.map(storedMessage)
  if (!first) throw new Error(`the turn ${row.id} has no message`)
  const id = asTurnId(row.id)
  return { id, chatId: asChatId(chatId), attempts: row.attempts, messages: [first, ...others] }
}

async function isFirst(ground: Ground, { id, chatId, messages }: Turn): Promise<boolean> {
  const [first] = messages
  const family = await familyOf(ground, chatId)
  const inChat = ground.db
    .selectFrom('messages')
    .select('messages.id')
    .where('messages.tenant_id', '=', ground.tenantId)
    .where('messages.chat_id', 'in', [...family])
    .where('messages.direction', '=', 'inbound')
    .where('messages.deleted_at', 'is', null)
    .limit(1)
  // What could not be read says nothing yet, and a copy that came late gets its turn after later
  // messages: that turn will not be the first either.
  const earlier = await inChat
    .leftJoin('turns', 'turns.id', 'messages.turn_id')
    .where('messages.id', '<', first.id)
    .where('messages.type', 'not in', [...UNREADABLE])
    .where((is) =>
      is.or([
        is('turns.id', 'is', null),
        is('turns.id', '<=', id),
        is('turns.state', '!=', WAITING),
      ]),
    )
    .executeTakeFirst()
  if (earlier) return false
  const later = await inChat
    .innerJoin('turns', 'turns.id', 'messages.turn_id')
    .where('messages.id', '>', first.id)
    .where('turns.id', '!=', id)
    .where('turns.state', '!=', WAITING)
    .executeTakeFirst()
  return later === undefined
}

async function end(ground: Ground, { id, chatId, messages }: Turn): Promise<void> {
  await change(ground)
    .set({ state: 'done', next_at: null, reason: null, updated_at: nowIso(ground) })
    .where('id', '=', id)
    .execute()
  // One may have joined while the turn was taken, if the clock was set back.
  const last = messages.at(-1) ?? messages[0]
  const missed = await ground.db
    .selectFrom('messages')
    .select('id')
    .where('tenant_id', '=', ground.tenantId)
    .where('chat_id', '=', chatId)
    .where('id', '>', last.id)
    .where('turn_id', '=', id)
    .orderBy('id')
    .execute()
  const [first] = missed
  if (!first) return
  const next = await begin(ground, { id: first.id, chatId }, 0)
  await assign(
    ground,
    missed.map((row) => row.id),
    next,
  )
}
