import type { SessionStore } from './session-store.ts'

/** The WebSocket under Baileys, as far as it writes. */
interface Wire {
  send(frame: Uint8Array, done?: (error?: Error) => void): void
  close(code?: number, reason?: string): void
}

/**
 * Keeps every frame back until the ratchet step behind it is on the disk: a receipt until the
 * message is in the journal, a ciphertext until its key counts as used. Frames keep their order.
 * Baileys hears of a frame that is kept back as written; that it was not shows in the connection.
 * @param client Baileys' client of the WebSocket, which has begun to connect
 */
export function holdBack(client: object, session: SessionStore): void {
  const wire = wireOf(client)
  const send = wire.send.bind(wire)
  const close = wire.close.bind(wire)
  let kept: Uint8Array[] = []
  const letGo = (): void => {
    const frames = kept
    kept = []
    for (const frame of frames) send(frame, () => undefined)
  }
  wire.send = (frame, done) => {
    if (session.isCommitted && kept.length === 0) return send(frame, done)
    kept.push(frame)
    if (kept.length === 1) session.onceCommitted(letGo)
    done?.()
  }
  wire.close = (code, reason) => {
    session.commit()
    close(code, reason)
  }
}

function wireOf(client: object): Wire {
  const wire = Reflect.get(client, 'socket') as unknown
  if (typeof wire !== 'object' || wire === null || !('send' in wire) || !('close' in wire)) {
    throw new TypeError('this is another Baileys: its WebSocket is not where it was')
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Baileys hides it from its types
  return wire as Wire
}
