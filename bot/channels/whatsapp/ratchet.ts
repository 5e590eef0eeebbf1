import { AsyncLocalStorage } from 'node:async_hooks'
import type { SignalDataSet, SignalDataTypeMap, SignalKeyStore } from '@whiskeysockets/baileys'
import type { JournalEntry, KeyChanges, SessionStore } from './session-store.ts'

/** Everything that one step of a ratchet changes. */
interface Step {
  readonly changes: Record<string, Record<string, unknown>>
  entry: JournalEntry | undefined
  over: boolean
}

export interface RatchetKeys extends SignalKeyStore {
  isInTransaction(): boolean
  /**
   * Runs a step of a ratchet alone; what it sets is committed when it ends, before its result is
   * used. Steps inside a step belong to it.
   */
  transaction<T>(work: () => Promise<T>, key: string): Promise<T>
  /** Adds the decrypted message to the step it was decrypted in. */
  journal(entry: JournalEntry): void
}

type Keys = Pick<SessionStore, 'readKeys' | 'writeKeys'>

/** Turns what JSON gave back into what Baileys expects, where that differs. */
export type Revive = (type: string, value: unknown) => unknown

/** The session as Baileys' key store: each call reads or commits at once. */
export function keysOf(session: Keys, revive: Revive): SignalKeyStore {
  return {
    get: (type, ids) => read(session, revive, type, ids),
    set: (data) => session.writeKeys(changesOf(data)),
  }
}

/**
 * A key store of our own for Baileys' signal repository. Baileys' own transactions commit after the
 * stanza is on the wire and lose what is set after their end; here a ratchet step is on the disk
 * before anything else happens, and a decrypted message with it. One lock for all ratchets: a step
 * that reads a session another one is about to write would bring a used message key back.
 */
export function ratchetKeysOf(session: Keys, revive: Revive): RatchetKeys {
  const steps = new AsyncLocalStorage<Step>()
  const current = (): Step | undefined => {
    const step = steps.getStore()
    return step?.over === false ? step : undefined
  }
  const ratchets = new Lock()
  // Mappings are stored while a lookup on the network is awaited elsewhere; they must not wait for
  // a ratchet that itself waits for that lookup.
  const mappings = new Lock()
  return {
    isInTransaction: () => current() !== undefined,
    get(type, ids) {
      const changed: Record<string, unknown> = current()?.changes[type] ?? {}
      const fromDisk = read(
        session,
        revive,
        type,
        ids.filter((id) => !(id in changed)),
      )
      for (const id of ids) {
        const value = changed[id]
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Baileys set under this type
        if (value !== null && value !== undefined) fromDisk[id] = value as never
      }
      return fromDisk
    },
    set(data) {
      const step = current()
      if (!step) return session.writeKeys(changesOf(data))
      for (const [type, values] of Object.entries(data)) {
        step.changes[type] = { ...step.changes[type], ...values }
      }
    },
    journal(entry) {
      const step = current()
      if (!step) throw new Error('a message was decrypted outside of a step')
      step.entry = entry
    },
    transaction(work, key) {
      if (current()) return work()
      return (key === 'lid-mapping' ? mappings : ratchets).alone(async () => {
        const step: Step = { changes: {}, entry: undefined, over: false }
        try {
          const result = await steps.run(step, work)
          if (step.entry || Object.keys(step.changes).length > 0) {
            session.writeKeys(step.changes, step.entry)
          }
          return result
        } finally {
          step.over = true
        }
      })
    },
  }
}

function read<T extends keyof SignalDataTypeMap>(
  session: Keys,
  revive: Revive,
  type: T,
  ids: readonly string[],
): Record<string, SignalDataTypeMap[T]> {
  const values = session.readKeys(type, ids)
  const revived = Object.entries(values).map(([id, value]) => [id, revive(type, value)])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only Baileys writes here, under the same type
  return Object.fromEntries(revived) as Record<string, SignalDataTypeMap[T]>
}

const changesOf = (data: SignalDataSet): KeyChanges => ({ ...data })

/** One at a time, in the order of asking. */
class Lock {
  #last: Promise<unknown> = Promise.resolve()

  alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
