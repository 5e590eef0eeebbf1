import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { channelContract } from '../../bot/channels/channel.contract.ts'
import type { ChannelWorld } from '../../bot/channels/channel.contract.ts'
import { openSessionStore } from '../../bot/channels/whatsapp/session-store.ts'
import { WhatsApp } from '../../bot/channels/whatsapp/whatsapp.ts'
import { asPhone } from '../../common/domain/ids.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { createLog } from '../../common/kit/log.ts'
import { openSimulator } from '../../simulator/simulator.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'

/** The contract has no files. */
const nothing = () => Promise.reject(new Error('there are no files'))

channelContract('whatsapp', async (): Promise<ChannelWorld> => {
  const stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-channel-'))
  stack.defer(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'auth_info'))
  const simulator = stack.use(await openSimulator({ seed: 'contract' }))
  simulator.addPhone(SHOP)
  simulator.addPhone(EVA, { name: 'Eva' })
  const fail = (error: Error): never => {
    throw error
  }
  const channel = stack.use(
    new WhatsApp({
      session: stack.use(openSessionStore(join(folder, 'auth_info', 'session.db'), fail)),
      url: simulator.wsUrl,
      clock: systemClock,
      random: Math.random,
      log: createLog('contract', 'silent'),
      showQr: () => undefined,
      quiet: () => 0,
      groups: () => false,
      lookups: () => 0,
      deaf: async () => undefined,
      media: { fileOf: nothing, claim: nothing, keep: nothing },
      failed: fail,
    }),
  )
  return {
    channel,
    contact: asPhone(`+${EVA}`),
    nobody: asPhone('+5491155559999'),
    async connect() {
      await until(() => channel.pairing().qr !== undefined, 'there is a QR code')
      await simulator.scan(SHOP, channel.pairing().qr ?? '')
    },
    async write(text) {
      await simulator.sendText(EVA, SHOP, text)
    },
    arrived: () => simulator.messagesAt(EVA),
    async read() {
      await simulator.settle()
      const ids = simulator.messagesAt(EVA).map(({ id }) => id)
      simulator.markRead(EVA, ids)
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
})
