import { createHash } from 'node:crypto'
import type { RatchetPosition } from './steady-cipher.ts'

const KEPT = 20_000

/**
 * Remembers which ciphertext used which place in which chain. A second, different ciphertext in
 * the same place means that one message key encrypted two plaintexts.
 */
export class RatchetWatch {
  readonly #seen = new Map<string, string>()

  /** Notes a ciphertext; true when its message key has served another one before. */
  reused(sender: string, position: RatchetPosition, ciphertext: Buffer): boolean {
    const place = `${sender} ${position.ratchetKey.toString('base64')} ${position.counter}`
    const hash = createHash('sha256').update(ciphertext).digest('base64')
    const before = this.#seen.get(place)
    if (before !== undefined) return before !== hash
    this.#seen.set(place, hash)
    if (this.#seen.size > KEPT) this.#forgetOldest()
    return false
  }

  #forgetOldest(): void {
    for (const place of this.#seen.keys()) {
      this.#seen.delete(place)
      return
    }
  }
}
