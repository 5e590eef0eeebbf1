import { describe, expect, it } from 'vitest'
import { ratchetKeysOf } from '../../../bot/channels/whatsapp/ratchet.ts'
import type { SessionStore } from '../../../bot/channels/whatsapp/session-store.ts'

/** A store in memory that counts its commits. */
function bench() {
  const rows = new Map<string, unknown>()
  const commits: { changes: object; entry: unknown }[] = []
  const session = {
    readKeys: (type: string, ids: readonly string[]) =>
      Object.fromEntries(
        ids.filter((id) => rows.has(`${type} ${id}`)).map((id) => [id, rows.get(`${type} ${id}`)]),
      ),
    writeKeys: (changes: Record<string, Record<string, unknown>>, entry: unknown) => {
      commits.push({ changes, entry })
      for (const [type, values] of Object.entries(changes)) {
        for (const [id, value] of Object.entries(values)) rows.set(`${type} ${id}`, value)
      }
    },
  } as unknown as SessionStore
  return { keys: ratchetKeysOf(session, (_type, value) => value), commits }
}

const entry = { hash: Buffer.alloc(32), envelope: {}, plaintext: Buffer.from('hi'), at: 0 }
const bytes = (n: number) => Buffer.from([n])
const turn = () => new Promise(setImmediate)

describe('ratchet keys', () => {
  it('commit a step, and the message it decrypted, at once and before the result is used', async () => {
    const { keys, commits } = bench()
    const result = await keys.transaction(async () => {
      await keys.set({ session: { a: bytes(1) } })
      await keys.transaction(async () => keys.set({ 'identity-key': { a: bytes(2) } }), 'inner')
      keys.journal(entry)
      expect([commits.length, await keys.get('session', ['a'])]).toEqual([0, { a: bytes(1) }])
      return 'plaintext'
    }, 'a')
    expect(result).toBe('plaintext')
    expect(commits).toEqual([
      { changes: { session: { a: bytes(1) }, 'identity-key': { a: bytes(2) } }, entry },
    ])
  })

  it('leave nothing behind of a step that fails', async () => {
    const { keys, commits } = bench()
    const step = keys.transaction(async () => {
      await keys.set({ session: { a: bytes(1) } })
      throw new Error('cannot decrypt')
    }, 'a')
    await expect(step).rejects.toThrow('cannot decrypt')
    expect([commits, await keys.get('session', ['a'])]).toEqual([[], {}])
  })

  it('let one step at a time read and write, whatever its key', async () => {
    const { keys } = bench()
    const count = async (key: string) =>
      await keys.transaction(async () => {
        const { a } = await keys.get('session', ['a'])
        await turn()
        await keys.set({ session: { a: bytes((a?.[0] ?? 0) + 1) } })
      }, key)
    await Promise.all(['x', 'y', 'x', 'z'].map(count))
    expect(await keys.get('session', ['a'])).toEqual({ a: bytes(4) })
  })

  it('store a mapping while a ratchet waits for it', async () => {
    const { keys } = bench()
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    const waiting = keys.transaction(async () => gate, 'a')
    await keys.transaction(async () => keys.set({ 'lid-mapping': { '1': '2' } }), 'lid-mapping')
    release()
    await waiting
    expect(await keys.get('lid-mapping', ['1'])).toEqual({ '1': '2' })
  })

  it('keep what a task sets after its step has ended', async () => {
    const { keys } = bench()
    let late: Promise<unknown> = Promise.resolve()
    await keys.transaction(async () => {
      late = turn().then(() => keys.set({ session: { late: bytes(9) } }))
    }, 'a')
    await late
    expect(await keys.get('session', ['late'])).toEqual({ late: bytes(9) })
  })
})
