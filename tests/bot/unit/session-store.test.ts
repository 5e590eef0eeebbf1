import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSessionStore } from '../../../bot/channels/whatsapp/session-store.ts'
import { Problem } from '../../../common/kit/errors.ts'
import { initAuthCreds } from '@whiskeysockets/baileys'

let folder: string
const file = () => join(folder, 'auth_info', 'session.db')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-session-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

const filled = (): void => {
  using session = openSessionStore(file())
  session.writeCreds(initAuthCreds())
  session.writeKeys({
    session: Object.fromEntries([...Array(300).keys()].map((n) => [`${n}.0`, { n }])),
  })
}

describe('the session store', () => {
  it('gives back what was written, bytes as bytes', () => {
    const creds = initAuthCreds()
    {
      using session = openSessionStore(file())
      expect(session.readCreds()).toBeUndefined()
      session.writeCreds(creds)
      session.writeKeys({
        'identity-key': { '1.0': Buffer.from([1, 2]), '2.0': Buffer.from([3]) },
        session: { '1.0': { _sessions: {} } },
      })
      session.writeKeys({ 'identity-key': { '2.0': null } })
    }
    using session = openSessionStore(file())
    expect(session.readCreds()).toEqual(JSON.parse(JSON.stringify(creds), revive))
    expect(session.readKeys('identity-key', ['1.0', '2.0', '3.0'])).toEqual({
      '1.0': Buffer.from([1, 2]),
    })
  })

  it('loses nothing by giving memory back, committed or not', () => {
    filled()
    using session = openSessionStore(file())
    session.writeKeys({ session: { '299.0': { n: 'new' } } })
    expect(session.isCommitted).toBe(false)
    session.shrink()
    expect(session.readKeys('session', ['298.0', '299.0'])).toEqual({
      '298.0': { n: 298 },
      '299.0': { n: 'new' },
    })
    session.commit()
    expect(session.readKeys('session', ['299.0'])).toEqual({ '299.0': { n: 'new' } })
  })

  it('writes a message and its ratchet step together, once', () => {
    using session = openSessionStore(file())
    const entry = {
      hash: Buffer.alloc(32, 7),
      envelope: { id: 'A' },
      plaintext: Buffer.from('hi'),
      at: 5,
    }
    session.writeKeys({ session: { '1.0': { step: 1 } } }, entry)
    session.writeKeys({}, entry)
    expect(session.plaintextOf(entry.hash)?.toString()).toBe('hi')
    const [row, ...more] = session.unstored(10)
    expect([row?.envelope, more]).toEqual([{ id: 'A' }, []])
    session.markStored([{ seq: row?.seq ?? 0, isHandled: false }])
    expect(session.unstored(10)).toEqual([])
    session.forgetBefore(10)
    expect(session.plaintextOf(entry.hash)).toBeDefined()
    session.markHandled(row?.seq ?? 0)
    session.forgetBefore(10)
    expect(session.plaintextOf(entry.hash)).toBeUndefined()
  })

  it('belongs to one opener at a time', () => {
    using _first = openSessionStore(file())
    expect(codeOf(() => openSessionStore(file()))).toBe('session_in_use')
  })

  it('keeps the old device when it is archived', () => {
    filled()
    using session = openSessionStore(file())
    const copy = session.archive('device_removed')
    expect([session.readCreds(), session.readKeys('session', ['1.0'])]).toEqual([undefined, {}])
    const old = new Database(copy)
    expect(old.prepare('select count(*) as n from keys').get()).toEqual({ n: 300 })
    old.close()
  })

  it('refuses what is damaged, foreign or cut, and leaves it as it is', () => {
    const cases: Record<string, () => void> = {
      empty: () => truncateSync(file(), 0),
      cut: () => truncateSync(file(), 4096 * 3),
      garbage: () => writeFileSync(file(), 'this is no database, but it is long enough to be read'),
      scrambled: () => {
        const bytes = readFileSync(file())
        bytes.fill(0xff, 4096, 4096 * 4)
        writeFileSync(file(), bytes)
      },
      foreign: () => {
        rmSync(file())
        const other = new Database(file())
        other.exec('create table creds (one, value)')
        other.close()
      },
      newer: () => {
        const ours = new Database(file())
        ours.pragma('user_version = 99')
        ours.close()
      },
      'no credentials': () => {
        const ours = new Database(file())
        ours.exec('delete from creds')
        ours.close()
      },
      'bad credentials': () => {
        const ours = new Database(file())
        ours.exec(`update creds set value = '{"noiseKey": 1}'`)
        ours.close()
      },
    }
    for (const [name, damage] of Object.entries(cases)) {
      rmSync(join(folder, 'auth_info'), { recursive: true, force: true })
      filled()
      damage()
      const before = readFileSync(file())
      const open = (): void => {
        using session = openSessionStore(file())
        session.readCreds()
      }
      expect([name, codeOf(open)]).toEqual([name, 'session_broken'])
      expect(readFileSync(file()).equals(before), name).toBe(true)
      expect(open, name).toThrow(/never makes new credentials.*import-session/)
    }
  })

  it('is never half made', () => {
    using _session = openSessionStore(file())
    expect(readdirSync(join(folder, 'auth_info')).filter((name) => name.endsWith('.new'))).toEqual(
      [],
    )
    rmSync(file())
    expect(existsSync(`${file()}-wal`)).toBe(true)
    expect(codeOf(() => openSessionStore(file()))).toBe('session_broken')
  })

  it('tells of a failed commit before anybody else hears of it', () => {
    const failures: Error[] = []
    const session = openSessionStore(file(), (error) => failures.push(error))
    session[Symbol.dispose]()
    expect(() => session.writeKeys({ session: { a: 1 } })).toThrow()
    expect(failures).toHaveLength(1)
  })
})

const revive = (_key: string, value: unknown): unknown =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  value.type === 'Buffer' &&
  'data' in value
    ? Buffer.from(value.data as number[])
    : value
