import type { EventLog } from '../events.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import { e164 } from '../accounts/account.ts'
import type { Queued, QueueKind, QueueRows } from '../store/queue-rows.ts'
import { SERVICE } from '../wire/jid.ts'
import { el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import type { Line } from './connections.ts'
import { garbled } from './garbled.ts'

const BATCH = 200

/** The mailbox of a device that is logged in and has said it is ready. */
interface OpenBox {
  readonly line: Line
  /** Sent and not confirmed: queue numbers by kind and id, oldest first. */
  readonly inFlight: Map<string, number[]>
  /** Error acks that are still to come for copies already settled by a retry receipt. */
  readonly owedErrors: Map<string, number>
  live: boolean
  held: Queued | undefined
}

/**
 * Delivers to companions at least once: each stanza stays in the queue until its receipt or ack
 * came, and goes out again at the next login.
 */
export class Mailboxes {
  readonly #rows: QueueRows
  readonly #faults: FaultBook
  readonly #events: EventLog
  readonly #deaf = new WeakSet<Line>()
  readonly #boxes = new Map<string, OpenBox>()

  constructor(rows: QueueRows, faults: FaultBook, events: EventLog) {
    this.#rows = rows
    this.#faults = faults
    this.#events = events
  }

  /** Keeps a stanza for a device and sends it at once when the device is there. */
  post(phone: string, device: number, kind: QueueKind, id: string, stanza: Node): void {
    const queued = this.#rows.add(phone, device, kind, id, stanza)
    const box = this.#boxes.get(keyOf(phone, device))
    if (box?.live) this.#send(box, queued)
  }

  waiting(phone: string, device: number, kind: QueueKind, idBegins: string): boolean {
    return this.#rows.has(phone, device, kind, idBegins)
  }

  /**
   * Hands a device everything that waited, oldest first, then everything as it comes.
   * @returns how many stanzas had waited
   */
  async open(line: Line): Promise<number> {
    const box: OpenBox = {
      line,
      inFlight: new Map(),
      owedErrors: new Map(),
      live: false,
      held: undefined,
    }
    this.#boxes.set(keyOf(line.phone, line.device), box)
    const expected = this.#rows.count(line.phone, line.device)
    if (expected > 0) line.connection.send(preview(expected))
    const sent = await this.#sendWaiting(box)
    line.connection.send(el('ib', { from: SERVICE }, [el('offline', { count: sent })]))
    return sent
  }

  close(line: Line): void {
    const key = keyOf(line.phone, line.device)
    if (this.#boxes.get(key)?.line === line) this.#boxes.delete(key)
  }

  /** From now on this connection gets nothing, though everything else works. */
  deafen(line: Line): void {
    this.#deaf.add(line)
  }

  /** Lets a deaf connection hear again: what was held back goes out now. */
  async cure(line: Line): Promise<void> {
    const box = this.#boxes.get(keyOf(line.phone, line.device))
    if (!this.#deaf.delete(line) || box?.line !== line) return
    box.live = false
    box.inFlight.clear()
    await this.#sendWaiting(box)
  }

  /** A receipt or an ack came: the oldest copy in flight is settled. */
  confirm(line: Line, kind: QueueKind, id: string): boolean {
    const flights = this.#box(line)?.inFlight.get(`${kind} ${id}`)
    const seq = flights?.shift()
    if (seq === undefined) return false
    if (flights?.length === 0) this.#box(line)?.inFlight.delete(`${kind} ${id}`)
    this.#rows.drop(seq)
    return true
  }

  /**
   * The device asked for a message again: this copy is settled. Baileys sends an ack with an error
   * behind such a receipt; that must not settle the copy the phone sends in answer.
   */
  confirmByRetry(line: Line, id: string): void {
    const box = this.#box(line)
    if (!this.confirm(line, 'message', id) || !box) return
    box.owedErrors.set(id, (box.owedErrors.get(id) ?? 0) + 1)
  }

  /** An ack with an error came for a message. */
  confirmByError(line: Line, id: string): void {
    const box = this.#box(line)
    const owed = box?.owedErrors.get(id) ?? 0
    if (owed === 0) this.confirm(line, 'message', id)
    else if (owed === 1) box?.owedErrors.delete(id)
    else box?.owedErrors.set(id, owed - 1)
  }

  #box(line: Line): OpenBox | undefined {
    const box = this.#boxes.get(keyOf(line.phone, line.device))
    return box?.line === line ? box : undefined
  }

  async #sendWaiting(box: OpenBox): Promise<number> {
    const { phone, device, connection } = box.line
    let [sent, last] = [0, 0]
    while (connection.open) {
      const batch = this.#rows.after(phone, device, last, BATCH)
      for (const queued of batch) {
        sent += 1
        const stanza = { ...queued.stanza, attrs: { ...queued.stanza.attrs, offline: `${sent}` } }
        this.#send(box, { ...queued, stanza })
      }
      last = batch.at(-1)?.seq ?? last
      if (batch.length < BATCH) break
      await new Promise((resolve) => setImmediate(resolve))
    }
    box.live = true
    return sent
  }

  #send(box: OpenBox, queued: Queued): void {
    if (this.#deaf.has(box.line)) return
    if (queued.kind !== 'message') return this.#write(box, queued)
    const { phone } = box.line
    if (!box.held && this.#strikes('reorder', box, queued.id)) {
      box.held = queued
      return
    }
    if (this.#strikes('undecryptable-in', box, queued.id)) {
      this.#write(box, { ...queued, stanza: garbled(queued.stanza) })
    } else this.#write(box, queued)
    if (this.#strikes('duplicate', box, queued.id)) box.line.connection.send(queued.stanza)
    const { held } = box
    box.held = undefined
    if (held && this.#boxes.get(keyOf(phone, box.line.device)) === box) this.#write(box, held)
  }

  #strikes(kind: 'reorder' | 'undecryptable-in' | 'duplicate', box: OpenBox, id: string): boolean {
    const { phone, device } = box.line
    if (!this.#faults.take(kind, phone)) return false
    this.#events.report({ type: 'fault', kind, phone: e164(phone), device, id })
    return true
  }

  #write(box: OpenBox, { kind, id, seq, stanza }: Queued): void {
    const key = `${kind} ${id}`
    const flights = box.inFlight.get(key)
    if (flights) flights.push(seq)
    else box.inFlight.set(key, [seq])
    box.line.connection.send(stanza)
  }
}

const keyOf = (phone: string, device: number): string => `${phone}:${device}`

const preview = (count: number): Node =>
  el('ib', { from: SERVICE }, [
    el('offline_preview', { count, message: count, receipt: 0, notification: 0, appdata: 0 }),
  ])
