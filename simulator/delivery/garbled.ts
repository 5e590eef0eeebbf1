import { attr, bytesOf } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'

/** A message whose ciphertext was damaged on the way, so that nobody can decrypt it. */
export function garbled(stanza: Node): Node {
  if (!Array.isArray(stanza.content)) return stanza
  return {
    ...stanza,
    content: stanza.content.map((part) =>
      part.tag === 'enc' ? { ...part, content: damaged(part) } : part,
    ),
  }
}

/**
 * Flips a bit of the authentication code and leaves the structure readable. The code is the last
 * eight bytes of a message; in a prekey message two small numbers follow it.
 */
function damaged(enc: Node): Buffer {
  const bytes = Buffer.from(bytesOf(enc) ?? [])
  const at = bytes.length - (attr(enc, 'type') === 'pkmsg' ? 10 : 4)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return bytes
}
