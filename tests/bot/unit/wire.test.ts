import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSessionStore } from '../../../bot/channels/whatsapp/session-store.ts'
import type { SessionStore } from '../../../bot/channels/whatsapp/session-store.ts'
import { holdBack } from '../../../bot/channels/whatsapp/wire.ts'

let folder: string
let session: SessionStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-wire-'))
  session = openSessionStore(join(folder, 'session.db'))
})
afterEach(() => {
  session[Symbol.dispose]()
  rmSync(folder, { recursive: true })
})

/** What a power cut would leave of the keys: a copy of the files, opened by somebody else. */
function keysOnDisk(): number {
  const copy = mkdtempSync(join(folder, 'copy-'))
  for (const suffix of ['', '-wal']) {
    cpSync(join(folder, `session.db${suffix}`), join(copy, `session.db${suffix}`))
  }
  const database = new Database(join(copy, 'session.db'))
  const row = database.prepare<[], { count: number }>('select count(*) as count from keys').get()
  database.close()
  return row?.count ?? 0
}

/** A socket that notes what it is given, and how many keys were on the disk by then. */
function openWire() {
  const seen: [string, number][] = []
  const socket = {
    send(frame: Uint8Array, done?: () => void) {
      seen.push([Buffer.from(frame).toString(), keysOnDisk()])
      done?.()
    },
    close: () => void seen.push(['close', keysOnDisk()]),
  }
  holdBack({ socket }, session)
  const send = (text: string) =>
    new Promise<void>((resolve) => socket.send(Buffer.from(text), resolve))
  return { seen, send, close: () => socket.close() }
}

const step = (id: string): void => session.writeKeys({ session: { [id]: { step: 1 } } })
const turn = () => new Promise(setImmediate)

describe('the wire', () => {
  it('gets a frame at once when all is on the disk', async () => {
    const wire = openWire()
    await wire.send('ping')
    expect(wire.seen).toEqual([['ping', 0]])
  })

  it('gets no frame before the step behind it is on the disk, and keeps the order', async () => {
    const wire = openWire()
    step('a')
    await wire.send('one')
    step('b')
    await wire.send('two')
    expect([wire.seen, keysOnDisk()]).toEqual([[], 0])
    await turn()
    expect(wire.seen).toEqual([
      ['one', 2],
      ['two', 2],
    ])
  })

  it('gets what is kept back before it is closed', async () => {
    const wire = openWire()
    step('a')
    await wire.send('goodbye')
    wire.close()
    expect(wire.seen).toEqual([
      ['goodbye', 1],
      ['close', 1],
    ])
  })

  it('is not held up by what nobody waits for', async () => {
    const wire = openWire()
    session.markStored([{ seq: 1, isHandled: true }])
    await wire.send('ping')
    expect(wire.seen).toEqual([['ping', 0]])
  })

  it('gets nothing any more when a write has failed', async () => {
    const failures: string[] = []
    using broken = openSessionStore(join(folder, 'broken.db'), ({ name }) => failures.push(name))
    const frames: string[] = []
    const socket = { send: (frame: string) => frames.push(frame), close: () => undefined }
    holdBack({ socket }, broken)
    expect(() => broken.writeKeys({ session: { a: 1n } })).toThrow(TypeError)
    socket.send('a frame')
    await turn()
    expect([failures, frames]).toEqual([['TypeError'], []])
  })
})

describe('the session store', () => {
  it('commits what one turn of the event loop has written, and calls back then', async () => {
    const heard: number[] = []
    step('a')
    step('b')
    session.onceCommitted(() => heard.push(keysOnDisk()))
    expect([session.isCommitted, keysOnDisk(), heard]).toEqual([false, 0, []])
    await turn()
    expect([session.isCommitted, heard]).toEqual([true, [2]])
    session.onceCommitted(() => heard.push(0))
    expect(heard).toEqual([2, 0])
  })

  it('does not gather without end', () => {
    for (let id = 0; id < 100; id += 1) step(String(id))
    expect(keysOnDisk()).toBe(64)
  })
})
