import { newRowId } from '../../common/domain/ids.ts'
import { toIso } from '../../common/kit/clock.ts'
import { newRow, nowIso } from './base.ts'
import type { Ground } from './base.ts'

/** Which content, as what, on which channel. */
export interface UploadName {
  readonly channel: string
  readonly type: string
  readonly sha256: string
}

export interface MediaUpload {
  /** 32 bytes in base64. */
  readonly mediaKey: string
  /** When the key was made; milliseconds since the epoch. */
  readonly keyMadeAt: number
  /** Only the channel reads it; undefined until the upload has come through. */
  readonly place: string | undefined
  /** Milliseconds since the epoch. */
  readonly uploadedAt: number
}

/** What has been brought to a network under which key, so that it is the same file each time. */
export interface MediaUploads {
  /** The key of a content: the one that was kept before, or else the one that is offered. */
  claim(name: UploadName, offeredKey: string): Promise<MediaUpload>
  keep(name: UploadName, place: string): Promise<void>
}

export function mediaUploadsOver(ground: Ground): MediaUploads {
  return {
    async claim(name, offeredKey) {
      await ground.db
        .insertInto('media_uploads')
        .values({
          ...newRow(ground, newRowId()),
          ...name,
          media_key: offeredKey,
          place: null,
          uploaded_at: null,
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'channel', 'type', 'sha256']).doNothing(),
        )
        .execute()
      const row = await ground.db
        .selectFrom('media_uploads')
        .select(['media_key', 'place', 'uploaded_at', 'created_at'])
        .where('tenant_id', '=', ground.tenantId)
        .where('channel', '=', name.channel)
        .where('type', '=', name.type)
        .where('sha256', '=', name.sha256)
        .executeTakeFirstOrThrow()
      return {
        mediaKey: row.media_key,
        keyMadeAt: Date.parse(row.created_at),
        place: row.place ?? undefined,
        uploadedAt: row.uploaded_at === null ? 0 : Date.parse(row.uploaded_at),
      }
    },
    async keep({ channel, type, sha256 }, place) {
      await ground.db
        .updateTable('media_uploads')
        .where('tenant_id', '=', ground.tenantId)
        .where('channel', '=', channel)
        .where('type', '=', type)
        .where('sha256', '=', sha256)
        .set({ place, uploaded_at: toIso(ground.clock.now()), updated_at: nowIso(ground) })
        .execute()
    },
  }
}
