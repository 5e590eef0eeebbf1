import * as z from 'zod'

const shape = z.array(z.string())

/** Tags as they are kept: sorted, each once. */
export const writeTags = (tags: readonly string[]): string | null =>
  tags.length > 0 ? JSON.stringify([...new Set(tags)].sort()) : null

export const readTags = (kept: string | null): string[] =>
  kept === null ? [] : shape.parse(JSON.parse(kept))

/** What a kept list that holds a tag is like, for `like … escape '\'`. */
export const tagPattern = (tag: string): string => `%${escapeLike(JSON.stringify(tag))}%`

/** A text that stands for nothing but itself in `like … escape '\'`. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`)
