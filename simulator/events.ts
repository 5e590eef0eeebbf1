import type { SeenFile } from './phones/phone-files.ts'
import type { Clock } from '../common/kit/clock.ts'
import { toIso } from '../common/kit/clock.ts'

/** What can happen. Numbers are E.164; `phone` is the account concerned, `device` its companion. */
export type Happening =
  | { readonly type: 'phone-added'; readonly phone: string; readonly name: string }
  | { readonly type: 'qr-offered' }
  | { readonly type: 'code-requested'; readonly phone: string }
  | {
      readonly type: 'paired'
      readonly phone: string
      readonly device: number
      readonly by: 'qr' | 'code'
    }
  | { readonly type: 'pairing-failed'; readonly phone: string; readonly reason: string }
  | { readonly type: 'login'; readonly phone: string; readonly device: number }
  | {
      readonly type: 'active'
      readonly phone: string
      readonly device: number
      readonly offline: number
    }
  | {
      readonly type: 'login-refused'
      readonly phone: string
      readonly device: number
      readonly code: number
      readonly reason: string
    }
  | {
      readonly type: 'disconnected'
      readonly phone: string
      readonly device: number
      readonly reason: string
    }
  | {
      readonly type: 'unlinked'
      readonly phone: string
      readonly device: number
      readonly by: 'phone' | 'companion'
    }
  | { readonly type: 'online' | 'offline'; readonly phone: string }
  | {
      readonly type: 'sent'
      readonly phone: string
      readonly to: string
      readonly id: string
      readonly text: string
    }
  | {
      readonly type: 'message'
      readonly phone: string
      readonly from: string
      readonly fromDevice: number
      readonly to: string
      readonly id: string
      readonly text: string
      readonly kind: string
      readonly copies: number
      readonly own: boolean
      /** Its file, opened and checked. */
      readonly file?: SeenFile
    }
  | {
      readonly type: 'accepted'
      readonly phone: string
      readonly device: number
      readonly to: string
      readonly id: string
    }
  | {
      readonly type: 'refused'
      readonly phone: string
      readonly device: number
      readonly to: string
      readonly id: string
      readonly code: number
    }
  | {
      readonly type: 'delivered'
      readonly phone: string
      readonly device: number
      readonly id: string
    }
  | {
      readonly type: 'receipt'
      readonly phone: string
      readonly from: string
      readonly fromDevice: number
      readonly status: string
      readonly ids: readonly string[]
    }
  | {
      readonly type: 'typing'
      readonly phone: string
      readonly from: string
      readonly fromDevice: number
      readonly state: string
    }
  | {
      readonly type: 'presence'
      readonly phone: string
      readonly device: number
      readonly state: string
    }
  | {
      readonly type: 'retry'
      readonly asks: 'phone' | 'companion'
      readonly phone: string
      readonly peer: string
      readonly device: number
      readonly id: string
      readonly count: number
      readonly reason: string
    }
  | {
      readonly type: 'not-resent'
      readonly phone: string
      readonly peer: string
      readonly device: number
      readonly id: string
      readonly reason: string
    }
  | {
      readonly type: 'rejected'
      readonly phone: string
      readonly device: number
      readonly id: string
      readonly error: string
    }
  | {
      readonly type: 'key-reused'
      readonly phone: string
      readonly from: string
      readonly fromDevice: number
      readonly id: string
      readonly counter: number
    }
  | {
      readonly type: 'prekeys'
      readonly phone: string
      readonly device: number
      readonly left: number
      readonly uploaded: number
    }
  | {
      readonly type: 'prekeys-low'
      readonly phone: string
      readonly device: number
      readonly left: number
    }
  | {
      readonly type: 'peer-message'
      readonly phone: string
      readonly device: number
      readonly id: string
      readonly kind: string
    }
  | { readonly type: 'token'; readonly phone: string; readonly device: number; readonly to: string }
  | {
      readonly type: 'media-uploaded' | 'media-downloaded'
      readonly path: string
      readonly bytes: number
    }
  | {
      readonly type: 'media-asked'
      readonly phone: string
      readonly device: number
      readonly id: string
      readonly given: boolean
    }
  | {
      readonly type: 'fault'
      readonly kind: string
      readonly phone?: string
      readonly device?: number
      readonly id?: string
    }
  | {
      readonly type: 'unknown'
      readonly phone: string
      readonly device: number
      readonly stanza: string
    }

/** Something that happened: `seq` counts up from 1, `at` is ISO 8601 in UTC. */
export type SimulatorEvent = Happening & { readonly seq: number; readonly at: string }

export type Listener = (event: SimulatorEvent) => void

const KEPT = 2000

/** Everything that happens, in order, for whoever listens. The last 2,000 events are kept. */
export class EventLog {
  readonly #clock: Clock
  readonly #listeners = new Set<Listener>()
  readonly #kept: SimulatorEvent[] = []
  readonly #counts = new Map<string, number>()
  #seq = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The number of the newest event, 0 before the first. */
  get last(): number {
    return this.#seq
  }

  report(happening: Happening): void {
    this.#seq += 1
    const event = { ...happening, seq: this.#seq, at: toIso(this.#clock.now()) }
    this.#counts.set(happening.type, this.count(happening.type) + 1)
    this.#kept.push(event)
    if (this.#kept.length > 2 * KEPT) this.#kept.splice(0, KEPT)
    for (const listener of this.#listeners) listener(event)
  }

  /** @returns what ends the listening */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The kept events behind `seq`. */
  since(seq: number): readonly SimulatorEvent[] {
    return this.#kept.filter((event) => event.seq > seq)
  }

  /** How many events of a type there have been. */
  count(type: Happening['type']): number {
    return this.#counts.get(type) ?? 0
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)))
  }

  /**
   * Resolves with the first event behind `since` (now, unless told) that fits.
   * @throws {Error} after `timeoutMs` of real time
   */
  waitFor(
    fits: (event: SimulatorEvent) => boolean,
    timeoutMs: number,
    since = this.#seq,
  ): Promise<SimulatorEvent> {
    const known = this.since(since).find(fits)
    if (known) return Promise.resolve(known)
    return new Promise((resolve, reject) => {
      const stop = this.listen((event) => {
        if (!fits(event)) return
        clearTimeout(timer)
        stop()
        resolve(event)
      })
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`nothing of that kind happened within ${timeoutMs} ms`))
      }, timeoutMs)
    })
  }
}
