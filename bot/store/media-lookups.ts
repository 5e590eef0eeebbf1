import { sql } from 'kysely'
import type { MediaId } from '../../common/domain/ids.ts'
import { asMediaId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { nowIso } from './base.ts'
import type { Ground } from './base.ts'

/** Finds files by what they are, so that none is had twice or given up too soon. */
export interface MediaLookups {
  /** An upload of the same content under the same name that is here already. */
  uploaded(
    file: { readonly sha256: string },
    filename: string | undefined,
  ): Promise<MediaId | undefined>
  /** A file from a link that was asked for at this time or later, and has not failed. */
  linked(link: string, since: number): Promise<MediaId | undefined>
  /**
   * Has a file of a message that was here, or could not be had, fetched once more.
   * @returns whether that may help
   */
  again(id: MediaId): Promise<boolean>
}

/** Among newer files than so many it is not looked for: nothing in the tables finds a link. */
const LINKS_LOOKED_AT = 200

export function mediaLookupsOver(ground: Ground): MediaLookups {
  const rows = () =>
    ground.db
      .selectFrom('media')
      .where('tenant_id', '=', ground.tenantId)
      .where('deleted_at', 'is', null)
  return {
    async uploaded({ sha256 }, filename) {
      const row = await rows()
        .where('state', '=', sql.lit('stored' as const))
        .where('sha256', '=', sha256)
        .where('origin', '=', 'upload')
        .where('filename', filename === undefined ? 'is' : '=', filename ?? null)
        .select('id')
        .executeTakeFirst()
      return row && asMediaId(row.id)
    },
    async linked(link, since) {
      const newest = await rows()
        .select(['id', 'source', 'state', 'origin', 'created_at'])
        .orderBy('id', 'desc')
        .limit(LINKS_LOOKED_AT)
        .execute()
      const row = newest.find(
        ({ source, state, origin, created_at: at }) =>
          origin === 'link' &&
          source === link &&
          (state === 'stored' || state === 'pending') &&
          at >= toIso(since),
      )
      return row && asMediaId(row.id)
    },
    async again(id) {
      const row = await ground.db
        .updateTable('media')
        .where('tenant_id', '=', ground.tenantId)
        .where('id', '=', id)
        .where('origin', '=', 'message')
        .where('source', 'is not', null)
        .where((is) =>
          is.or([
            is('reason', 'in', ['evicted', 'expired', 'unreachable']),
            is('state', '=', 'quota'),
          ]),
        )
        .where('state', 'not in', ['pending', 'stored'])
        .set({
          state: 'pending',
          reason: null,
          attempts: 0,
          next_at: null,
          updated_at: nowIso(ground),
        })
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
