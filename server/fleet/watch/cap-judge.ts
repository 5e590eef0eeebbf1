/** So far past its cap a process is ended at the first look. */
const FAR = 1.25

/**
 * Whether a bot takes more memory than its cap: for two looks in a row, or far more. A process whose
 * garbage is being collected just then is given that chance. Pure.
 */
export class CapJudge {
  readonly #cap: number
  #wasPast = false

  /** @param cap bytes */
  constructor(cap: number) {
    this.#cap = cap
  }

  /** @param own bytes, at this look */
  isToEnd(own: number): boolean {
    const isPast = own > this.#cap
    const isToEnd = isPast && (this.#wasPast || own > this.#cap * FAR)
    this.#wasPast = isPast
    return isToEnd
  }
}
