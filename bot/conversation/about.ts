import type { StoredMessage } from '../store/stored-message.ts'

/** Where a content names another message. */
const PLACES: readonly (readonly [object: string, field: string])[] = [
  ['context', 'id'],
  ['reaction', 'message_id'],
  ['edit', 'original_message_id'],
  ['revoke', 'original_message_id'],
  ['poll_vote', 'message_id'],
]

/**
 * A content that names another message by our id where it named it by the network's.
 * @param content as the channel made it
 */
export function pointed(
  content: object | undefined,
  message: Pick<StoredMessage, 'id' | 'channelMessageId'>,
): object | undefined {
  if (!content) return undefined
  const objects = new Map<string, unknown>(Object.entries(content))
  for (const [name, field] of PLACES) {
    const object = objects.get(name)
    if (typeof object !== 'object' || object === null) continue
    const fields = new Map<string, unknown>(Object.entries(object))
    if (fields.get(field) === message.channelMessageId) {
      objects.set(name, { ...object, [field]: message.id })
    }
  }
  return Object.fromEntries(objects)
}
