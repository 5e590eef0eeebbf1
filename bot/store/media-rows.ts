import { asMediaId } from '../../common/domain/ids.ts'
import type { MediaId } from '../../common/domain/ids.ts'
import { mediaFactsSchema } from '../../common/domain/media.ts'
import type { MediaFacts, MediaState } from '../../common/domain/media.ts'
import type { MediaRow } from './schema.ts'

/** A file as the bot needs it. */
export interface StoredMedia {
  readonly id: MediaId
  readonly origin: MediaRow['origin']
  readonly state: MediaState
  readonly reason: string | null
  readonly source: string | null
  readonly claimedMime: string | null
  readonly mime: string | null
  /** Hexadecimal; its file's name. */
  readonly sha256: string | null
  readonly size: number | null
  readonly filename: string | null
  readonly facts: MediaFacts
  readonly attempts: number
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** As they were kept. */
export const mediaFacts = (facts: string): MediaFacts => mediaFactsSchema.parse(JSON.parse(facts))

export const storedMedia = (row: MediaRow): StoredMedia => ({
  id: asMediaId(row.id),
  origin: row.origin,
  state: row.state,
  reason: row.reason,
  source: row.source,
  claimedMime: row.claimed_mime,
  mime: row.mime_type,
  sha256: row.sha256,
  size: row.size,
  filename: row.filename,
  facts: row.facts === null ? {} : mediaFacts(row.facts),
  attempts: row.attempts,
  createdAt: Date.parse(row.created_at),
})
