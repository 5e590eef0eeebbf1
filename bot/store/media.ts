import { sql } from 'kysely'
import type { MediaId } from '../../common/domain/ids.ts'
import { asMediaId, newMediaId } from '../../common/domain/ids.ts'
import type { MediaFacts, MediaState } from '../../common/domain/media.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'
import { tooFar } from './line.ts'
import { mediaLookupsOver } from './media-lookups.ts'
import type { MediaLookups } from './media-lookups.ts'
import { storedMedia } from './media-rows.ts'
import type { StoredMedia } from './media-rows.ts'
import type { MediaRow } from './schema.ts'
import { tellFile } from './webhook-events.ts'

export type { StoredMedia } from './media-rows.ts'

type Origin = MediaRow['origin']

export interface NewMedia {
  readonly origin: Origin
  /** A channel's own reference, or a link: where the bytes are to be had. */
  readonly source?: string | undefined
  readonly claimedMime?: string | undefined
  /** As announced, in bytes. */
  readonly size?: number | undefined
  readonly filename?: string | undefined
}

/** A file that lies in the tenant's folder. */
export interface KeptFile {
  readonly sha256: string
  readonly size: number
  readonly mime: string
  readonly facts: MediaFacts
}

/** The tenant's files; several rows may stand for the same bytes. */
export interface Media extends MediaLookups {
  /** @param id a new one unless told */
  add(media: NewMedia, id?: MediaId): Promise<MediaId>
  get(id: MediaId): Promise<StoredMedia | undefined>
  /**
   * Files that are due to be fetched, the oldest first, none of those that are busy.
   * @param only those of one origin
   */
  due(busy: readonly string[], limit: number, only?: Origin): Promise<readonly MediaId[]>
  /** When the next file becomes due of those that were not at a time. */
  nextDue(after: number, only?: Origin): Promise<number | undefined>
  /**
   * The file is in the folder; without effect on a row that is settled. Webhooks hear of a file that
   * came with a message: so this is to be part of a transaction, like `settle`.
   */
  keep(id: MediaId, file: KeptFile): Promise<void>
  /** It will not come, or is not here any more. */
  settle(id: MediaId, state: MediaState, reason: string | null): Promise<void>
  /** Counts a try that failed; `source` is where to look from now on, if that has changed. */
  putOff(
    id: MediaId,
    until: number,
    tried: { readonly reason: string; readonly source?: string },
  ): Promise<void>
  /** Makes everything due now: the way is open again. */
  hurry(): Promise<void>
  /** Bytes in the folder, the same content counted once. */
  used(): Promise<number>
  /** The content that has been here for longest, and that no waiting message needs. */
  oldest(): Promise<{ readonly sha256: string; readonly size: number } | undefined>
  /** Every row of a content is gone from here on. */
  evict(sha256: string): Promise<void>
  /** Whether any row still stands for a content. */
  isKept(sha256: string): Promise<boolean>
  /** The hashes of everything that should be in the folder. */
  hashes(): Promise<readonly string[]>
}

export function mediaOver(ground: Ground): Media {
  const rows = () => rowsOf(ground)
  const change = () => ground.db.updateTable('media').where('tenant_id', '=', ground.tenantId)
  return {
    ...pendingOver(ground),
    ...roomOver(ground),
    ...mediaLookupsOver(ground),
    add: (media, id) => add(ground, media, id),
    async get(id) {
      const row = await rows().where('id', '=', id).selectAll().executeTakeFirst()
      return row && storedMedia(row)
    },
    async keep(id, { sha256, size, mime, facts }) {
      const kept = await change()
        .where('id', '=', id)
        .where('state', '=', PENDING)
        .set({
          state: 'stored',
          reason: null,
          next_at: null,
          sha256,
          size,
          mime_type: mime,
          facts: JSON.stringify(facts),
          updated_at: nowIso(ground),
        })
        .returning('origin')
        .executeTakeFirst()
      if (kept?.origin === 'message') await tellFile(ground, id)
    },
    async settle(id, state, reason) {
      const settled = change()
        .where('id', '=', id)
        .set({ state, reason, next_at: null, updated_at: nowIso(ground) })
      const awaited = await settled
        .where('state', '=', PENDING)
        .returning('origin')
        .executeTakeFirst()
      if (!awaited) await settled.execute()
      else if (awaited.origin === 'message') await tellFile(ground, id)
    },
    async evict(sha256) {
      await change()
        .where('sha256', '=', sha256)
        .where('state', '=', STORED)
        .set({ state: 'gone', reason: 'evicted', updated_at: nowIso(ground) })
        .execute()
    },
  }
}

/** In the SQL itself, so that the indexes over them can serve. */
const PENDING = sql.lit<MediaState>('pending')
const STORED = sql.lit<MediaState>('stored')

const rowsOf = (ground: Ground) =>
  ground.db
    .selectFrom('media')
    .where('tenant_id', '=', ground.tenantId)
    .where('deleted_at', 'is', null)

function pendingOver(ground: Ground): Pick<Media, 'due' | 'nextDue' | 'putOff' | 'hurry'> {
  const pending = (only?: Origin) => {
    const rows = rowsOf(ground).where('state', '=', PENDING).where('source', 'is not', null)
    return only ? rows.where('origin', '=', only) : rows
  }
  const change = () =>
    ground.db
      .updateTable('media')
      .where('tenant_id', '=', ground.tenantId)
      .where('state', '=', PENDING)
  return {
    async due(busy, limit, only) {
      let rows = pending(only)
        .select('id')
        .where((is) =>
          is.or([
            is('next_at', 'is', null),
            is('next_at', '<=', nowIso(ground)),
            is('next_at', '>', tooFar(ground)),
          ]),
        )
        .orderBy('id')
        .limit(limit)
      if (busy.length > 0) rows = rows.where('id', 'not in', [...busy])
      return (await rows.execute()).map(({ id }) => asMediaId(id))
    },
    async nextDue(after, only) {
      const row = await pending(only)
        .where('next_at', '>', toIso(after))
        .select((select) => select.fn.min('next_at').as('at'))
        .executeTakeFirst()
      return row?.at ? Date.parse(row.at) : undefined
    },
    async putOff(id, until, { reason, source }) {
      await change()
        .where('id', '=', id)
        .set((set) => ({
          attempts: set('attempts', '+', 1),
          next_at: toIso(until),
          reason,
          ...(source !== undefined && { source }),
          updated_at: nowIso(ground),
        }))
        .execute()
    },
    async hurry() {
      await change().where('next_at', 'is not', null).set({ next_at: null }).execute()
    },
  }
}

function roomOver(ground: Ground): Pick<Media, 'used' | 'oldest' | 'isKept' | 'hashes'> {
  const stored = () => rowsOf(ground).where('state', '=', STORED)
  return {
    async used() {
      const { rows } = await sql<{ bytes: number | string | null }>`
        select sum(size) as bytes from (select distinct sha256, size from media
          where tenant_id = ${ground.tenantId} and state = 'stored' and deleted_at is null) as files
      `.execute(ground.db)
      return Number(rows[0]?.bytes ?? 0)
    },
    async oldest() {
      const { rows } = await sql<{ sha256: string; size: number }>`
        select sha256, size from media
        where tenant_id = ${ground.tenantId} and state = 'stored' and deleted_at is null
          and sha256 not in (
            select needed.sha256 from messages join media as needed on needed.id = messages.media_id
            where messages.tenant_id = ${ground.tenantId} and messages.media_id is not null
              and messages.delivery in ('queued', 'held') and needed.sha256 is not null)
        group by sha256, size order by max(id) limit 1`.execute(ground.db)
      return rows[0]
    },
    async isKept(sha256) {
      const row = await stored().where('sha256', '=', sha256).select('id').executeTakeFirst()
      return row !== undefined
    },
    async hashes() {
      const found = await stored().select('sha256').distinct().execute()
      return found.map(({ sha256 }) => sha256).filter((sha256) => sha256 !== null)
    },
  }
}

async function add(ground: Ground, media: NewMedia, id: MediaId = newMediaId()): Promise<MediaId> {
  await ground.db
    .insertInto('media')
    .values({
      ...newRow(ground, id),
      origin: media.origin,
      state: 'pending',
      reason: null,
      claimed_mime: media.claimedMime ?? null,
      mime_type: null,
      sha256: null,
      size: media.size ?? null,
      filename: media.filename ?? null,
      facts: null,
      source: media.source ?? null,
      attempts: 0,
      next_at: null,
    })
    .execute()
  return id
}
