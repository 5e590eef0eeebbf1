// Stands in the bundled bot for `whatsapp-rust-bridge` 0.5.4, of which Baileys uses these four. The
// package brings 2 MB of WebAssembly that is compiled at start; `node:crypto` is there anyway.
import { createHash, hkdfSync } from 'node:crypto'

interface HkdfInfo {
  readonly salt?: Uint8Array | null | undefined
  readonly info?: string | null | undefined
}

export const md5 = (buffer: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('md5').update(buffer).digest())

/** HKDF with SHA-256 (RFC 5869). */
export const hkdf = (key: Uint8Array, length: number, { salt, info }: HkdfInfo): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, salt ?? NO_SALT, info ?? '', length))

const NO_SALT = new Uint8Array(0)

/** The five keys that app state is encrypted and signed with. */
export function expandAppStateKeys(key: Uint8Array) {
  const expanded = hkdf(key, 160, { info: 'WhatsApp Mutation Keys' })
  const part = (index: number): Uint8Array => expanded.slice(index * 32, (index + 1) * 32)
  return {
    indexKey: part(0),
    valueEncryptionKey: part(1),
    valueMacKey: part(2),
    snapshotMacKey: part(3),
    patchMacKey: part(4),
  }
}

const HASH_BYTES = 128

/** A hash of a set: what is taken from it and added to it can come in any order. */
export class LTHashAntiTampering {
  subtractThenAdd(
    base: Uint8Array,
    subtract: readonly Uint8Array[],
    add: readonly Uint8Array[],
  ): Uint8Array {
    const sums = new Uint16Array(HASH_BYTES / 2)
    const view = (bytes: Uint8Array): DataView =>
      new DataView(bytes.buffer, bytes.byteOffset, HASH_BYTES)
    const each = (bytes: Uint8Array, sign: 1 | -1): void => {
      const numbers = view(bytes)
      for (let index = 0; index < sums.length; index += 1) {
        // A typed array wraps around at 16 bits by itself.
        sums[index] = (sums[index] ?? 0) + sign * numbers.getUint16(index * 2, true)
      }
    }
    const expanded = (item: Uint8Array): Uint8Array =>
      hkdf(item, HASH_BYTES, { info: 'WhatsApp Patch Integrity' })
    each(base, 1)
    for (const item of subtract) each(expanded(item), -1)
    for (const item of add) each(expanded(item), 1)
    const result = new Uint8Array(HASH_BYTES)
    sums.forEach((sum, index) => view(result).setUint16(index * 2, sum, true))
    return result
  }
}
