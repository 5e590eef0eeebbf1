import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as baileys from '@whiskeysockets/baileys'
import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Envelopes, journallingRepository } from '../../../bot/channels/whatsapp/journal.ts'
import { keysOf, ratchetKeysOf } from '../../../bot/channels/whatsapp/ratchet.ts'
import { RetryBudget } from '../../../bot/channels/whatsapp/retry-budget.ts'
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
    keys: ratchetKeysOf(session, revive),
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
