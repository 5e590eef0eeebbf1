import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as baileys from '@whiskeysockets/baileys'
import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Envelopes, journallingRepository } from '../../../bot/channels/whatsapp/journal.ts'
import { keysOf, ratchetKeysOf } from '../../../bot/channels/whatsapp/ratchet.ts'
import { RetryBudget } from '../../../bot/channels/whatsapp/retry-budget.ts'
import { withBoundedSenderKeys } from '../../../bot/channels/whatsapp/sender-key-bounds.ts'
import { openSessionStore } from '../../../bot/channels/whatsapp/session-store.ts'
import type { SessionStore } from '../../../bot/channels/whatsapp/session-store.ts'
import { holdBack } from '../../../bot/channels/whatsapp/wire.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const GROUP = { group: '120363000000000000@g.us', meId: '5491155550001:2@s.whatsapp.net' }
const { logger, makeSignalRepository } = baileys.DEFAULT_CONNECTION_CONFIG
const revive = (_type: string, value: unknown) => value

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'flotilla-sender-keys-'))))
afterEach(() => rmSync(root, { recursive: true }))

/** Makes Baileys' signal repository for a session. */
type Make = (session: SessionStore) => typeof makeSignalRepository

const asBaileysDoesIt: Make = () => makeSignalRepository

const throughOurLayer: Make = (session) =>
  journallingRepository({
    make: makeSignalRepository,
    keys: withBoundedSenderKeys(ratchetKeysOf(session, revive)),
    session,
    envelopes: new Envelopes(),
    clock: new ManualClock(),
    retries: new RetryBudget(new ManualClock()),
    givingUp: 'given up',
    decrypted: () => undefined,
  })

/** Sends one text to the group; what it gives to the wire is what the network gets. */
async function send(
  make: Make,
  session: SessionStore,
  creds: AuthenticationCreds,
  text: string,
): Promise<Uint8Array> {
  const keys = baileys.addTransactionCapability(keysOf(session, revive), logger, {
    maxCommitRetries: 1,
    delayBetweenTriesMs: 0,
  })
  const repository = make(session)({ creds, keys }, logger)
  // Baileys sends within a transaction of its own.
  return await keys.transaction(async () => {
    const sent = await repository.encryptGroupMessage({ ...GROUP, data: Buffer.from(text) })
    return await write(session, sent.ciphertext)
  }, GROUP.group)
}

let onTheWire: () => void = () => undefined

/** @returns once the frame has left the process */
async function write(session: SessionStore, frame: Uint8Array): Promise<Uint8Array> {
  const left = Promise.withResolvers<void>()
  const socket = {
    send: (_frame: Uint8Array) => {
      onTheWire()
      left.resolve()
    },
    close: () => undefined,
  }
  holdBack({ socket }, session)
  socket.send(frame)
  await left.promise
  return frame
}

/** The place in the sender's chain whose key encrypted a message. */
function iterationOf(ciphertext: Uint8Array): number | null | undefined {
  const inner = ciphertext.subarray(1, ciphertext.length - 64)
  return baileys.proto.SenderKeyMessage.decode(inner).iteration
}

/** A second life begins with what was on the disk when the last text of the first one was written. */
async function diesAfterTheWrite(make: Make): Promise<(number | null | undefined)[]> {
  const creds = baileys.initAuthCreds()
  const seen: (number | null | undefined)[] = []
  const [first, second] = [join(root, 'first'), join(root, 'second')]
  const one = openSessionStore(join(first, 'session.db'))
  for (const text of ['one', 'two']) seen.push(iterationOf(await send(make, one, creds, text)))
  onTheWire = () => cpSync(first, second, { recursive: true })
  seen.push(iterationOf(await send(make, one, creds, 'three')))
  onTheWire = () => undefined
  one[Symbol.dispose]()
  using other = openSessionStore(join(second, 'session.db'))
  seen.push(iterationOf(await send(make, other, creds, 'four')))
  return seen
}

describe('a sender key', () => {
  it('serves one text, whenever the process dies', async () => {
    // Baileys' group cipher leaves out every second key of the chain.
    expect(await diesAfterTheWrite(throughOurLayer)).toEqual([0, 2, 4, 6])
  })

  it('serves two without our layer: the step is committed after the write', async () => {
    expect(await diesAfterTheWrite(asBaileysDoesIt)).toEqual([0, 2, 4, 4])
  })
})

const AUTHOR = '77:1@lid'
const NAME = `${GROUP.group}::77_1::1`

/** Whoever reads in the group what another writes, each with a store. */
function pair() {
  const session = openSessionStore(join(root, 'session.db'))
  const creds = baileys.initAuthCreds()
  const keys = ratchetKeysOf(session, revive) as never
  const reader = throughOurLayer(session)({ creds, keys }, logger)
  const theirs = openSessionStore(join(root, 'theirs', 'session.db'))
  const writer = throughOurLayer(theirs)({ creds, keys }, logger)
  return {
    write: (text: string) =>
      writer.encryptGroupMessage({ ...GROUP, meId: AUTHOR, data: Buffer.from(text) }),
    learn: (distribution: Uint8Array) =>
      reader.processSenderKeyDistributionMessage({
        authorJid: AUTHOR,
        item: { groupId: GROUP.group, axolotlSenderKeyDistributionMessage: distribution },
      }),
    read: async ({ ciphertext: msg }: { ciphertext: Uint8Array }) =>
      Buffer.from(
        await reader.decryptGroupMessage({ group: GROUP.group, authorJid: AUTHOR, msg }),
      ).toString(),
    chains: () => {
      const record = session.readKeys('sender-key', [NAME])[NAME]
      return JSON.parse(String(record)) as unknown[]
    },
    [Symbol.dispose]() {
      session[Symbol.dispose]()
      theirs[Symbol.dispose]()
    },
  }
}

/** What is left of a record that is stored. */
function kept(record: object): { iteration: number; overtaken: number[] }[] {
  let stored: unknown
  const set = ({ 'sender-key': keys }: { 'sender-key'?: Record<string, unknown> }) => {
    stored = keys?.[NAME]
  }
  const keys = withBoundedSenderKeys({ set } as never)
  void keys.set({ 'sender-key': { [NAME]: Buffer.from(JSON.stringify(record)) } })
  return JSON.parse(String(stored)).map(
    (chain: {
      senderChainKey: { iteration: number }
      senderMessageKeys: { iteration: number }[]
    }) => ({
      iteration: chain.senderChainKey.iteration,
      overtaken: chain.senderMessageKeys.map(({ iteration }) => iteration),
    }),
  )
}

const chain = (senderKeyId: number, iteration: number, overtaken = 0, isOwn = false) => ({
  senderKeyId,
  senderChainKey: { iteration, seed: Buffer.alloc(32) },
  senderSigningKey: { public: Buffer.alloc(33), private: Buffer.alloc(isOwn ? 32 : 0) },
  senderMessageKeys: Array.from({ length: overtaken }, (_, index) => ({
    iteration: index,
    seed: Buffer.alloc(32),
  })),
})

describe('what is kept of sender keys', () => {
  it('does not grow with what we send', async () => {
    using session = openSessionStore(join(root, 'session.db'))
    const creds = baileys.initAuthCreds()
    const size = () => {
      const [key] = [...session.allKeys()].filter(({ type }) => type === 'sender-key')
      return String(key?.value).length
    }
    await send(throughOurLayer, session, creds, 'one')
    const first = size()
    for (const text of ['two', 'three', 'four']) await send(throughOurLayer, session, creds, text)
    expect(size()).toBe(first)
    expect(kept([chain(1, 9, 5, true)])).toEqual([{ iteration: 9, overtaken: [] }])
  })

  it('reads what was overtaken, which Baileys alone cannot, and keeps 200 keys for that', async () => {
    using group = pair()
    const [first, late, last] = [
      await group.write('first'),
      await group.write('late'),
      await group.write('last'),
    ]
    await group.learn(first.senderKeyDistributionMessage)
    expect(await group.read(last)).toBe('last')
    expect(await group.read(late)).toBe('late')
    const [{ overtaken } = { overtaken: [] }] = kept([chain(1, 3000, 2000)])
    expect([overtaken.length, overtaken[0], overtaken.at(-1)]).toEqual([200, 1800, 1999])
  })

  it('is one chain however often it is told', async () => {
    using group = pair()
    const first = await group.write('first')
    await group.learn(first.senderKeyDistributionMessage)
    expect(await group.read(first)).toBe('first')
    for (let n = 0; n < 7; n += 1) await group.learn(first.senderKeyDistributionMessage)
    expect(group.chains()).toHaveLength(1)
    expect(await group.read(await group.write('second'))).toBe('second')
  })

  it('is the chain that leads on, when too much was missed', () => {
    expect(kept([chain(1, 10), chain(2, 5), chain(1, 9)])).toMatchObject([
      { iteration: 10 },
      { iteration: 5 },
    ])
    expect(kept([chain(1, 10), chain(1, 2011)])).toMatchObject([{ iteration: 2011 }])
  })

  it('is as Baileys wrote it when it is not understood', () => {
    let stored: unknown
    const keys = withBoundedSenderKeys({ set: (data: unknown) => (stored = data) } as never)
    const data = { 'sender-key': { [NAME]: Buffer.from('[{"new":1}]') }, session: {} }
    void keys.set(data)
    expect(stored).toEqual(data)
  })
})
