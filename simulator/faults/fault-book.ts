import type { Clock } from '../../common/kit/clock.ts'

/** Faults that strike a connection as a whole, now and at the next logins while `times` last. */
export const CONNECTION_FAULTS = [
  'drop',
  'close',
  'stream-error',
  'stream-end',
  'replaced',
  'device-removed',
  'silence',
  'deaf',
] as const

/** Faults that wait for the moment they are about. */
const MOMENT_FAULTS = [
  'failure',
  'refuse',
  'passkey',
  'no-ack',
  'nack',
  'lose-message',
  'duplicate',
  'reorder',
  'lose-receipt',
  'no-receipt',
  'undecryptable-in',
  'undecryptable-out',
  'media-gone',
  'media-cut',
  'media-garbled',
  'media-refuse',
  'media-unwilling',
] as const

/** Faults that hold until they are cleared. */
const STANDING_FAULTS = ['delay', 'late-lid', 'media-slow'] as const

export const FAULT_KINDS = [...CONNECTION_FAULTS, ...MOMENT_FAULTS, ...STANDING_FAULTS] as const

export type FaultKind = (typeof FAULT_KINDS)[number]
export type ConnectionFaultKind = (typeof CONNECTION_FAULTS)[number]

export interface FaultSpec {
  readonly kind: FaultKind
  /** Digits of the account concerned; absent: every account. */
  readonly phone?: string | undefined
  /** The number the client gets to see, where the kind has one. */
  readonly code?: number | undefined
  /** How often it strikes; 1 unless told. */
  readonly times?: number | undefined
  /** Milliseconds until it is armed. */
  readonly afterMs?: number | undefined
  /** Milliseconds of a `delay`. */
  readonly ms?: number | undefined
}

/** A fault that is armed; `left` strikes remain. */
export interface Fault extends FaultSpec {
  readonly id: number
  left: number
}

/** The faults in force. */
export class FaultBook {
  readonly #clock: Clock
  readonly #onArmed: (fault: Fault) => void
  readonly #armed: Fault[] = []
  #waiting = new AbortController()
  #nextId = 1

  /** @param onArmed called when a fault comes into force, before anything else can take it */
  constructor(clock: Clock, onArmed: (fault: Fault) => void) {
    this.#clock = clock
    this.#onArmed = onArmed
  }

  add(spec: FaultSpec): Fault {
    const fault: Fault = { ...spec, id: this.#nextId++, left: spec.times ?? 1 }
    if (!spec.afterMs) this.#arm(fault)
    else void this.#armLater(fault, spec.afterMs)
    return fault
  }

  /** Uses up one strike of the oldest fault of a kind that concerns the account. */
  take(kind: FaultKind, phone: string | undefined): Fault | undefined {
    const fault = this.standing(kind, phone)
    if (fault) this.strike(fault)
    return fault
  }

  /** Counts one strike of a fault. */
  strike(fault: Fault): void {
    fault.left -= 1
    if (fault.left <= 0) this.#armed.splice(this.#armed.indexOf(fault), 1)
  }

  /** The oldest fault of a kind that concerns the account, untouched. */
  standing(kind: FaultKind, phone: string | undefined): Fault | undefined {
    return this.#armed.find(
      (fault) =>
        fault.kind === kind &&
        (fault.phone === undefined || phone === undefined || fault.phone === phone),
    )
  }

  /** Forgets every fault, those still waiting for their time included. */
  clear(): void {
    this.#armed.length = 0
    this.#waiting.abort()
    this.#waiting = new AbortController()
  }

  list(): readonly Fault[] {
    return this.#armed.map((fault) => ({ ...fault }))
  }

  #arm(fault: Fault): void {
    this.#armed.push(fault)
    this.#onArmed(fault)
  }

  async #armLater(fault: Fault, afterMs: number): Promise<void> {
    try {
      await this.#clock.sleep(afterMs, this.#waiting.signal)
    } catch {
      return
    }
    this.#arm(fault)
  }
}
