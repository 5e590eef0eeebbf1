import { expect, describe, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { SimulatorEvent } from '../../simulator/simulator.ts'
import { pairByQr } from '../bot/helpers/pairing.ts'
import { bundleBot } from './helpers/bundle.ts'
import type { Edit } from './helpers/bundle.ts'
import { changedBot } from './helpers/changed-bot.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
/** More of them, to look for what is rare: `KILLS=1000`. */
const KILLS = Math.max(4, Math.round(Number(process.env['KILLS'] ?? 24) / 4))

/**
 * The process dies when a message is on the wire and before Baileys gets to commit: at the second
 * message of each life.
 */
const DEATH: Edit = {
  file: 'baileys/lib/Socket/messages-send.js',
  text: `await sendNode(stanza);
            // Fire-and-forget: issue our token to`,
  by: `await sendNode(stanza);
            globalThis.sentInThisLife = (globalThis.sentInThisLife ?? 0) + 1;
            if (process.env.DIE_AT && globalThis.sentInThisLife === Number(process.env.DIE_AT)) {
              process.kill(process.pid, 'SIGKILL');
              await new Promise(() => undefined);
            }
            // Fire-and-forget: issue our token to`,
}

/** Baileys' own repository: its transactions commit when the stanza has been written. */
const LAYER_OFF: Edit = {
  file: 'bot/channels/whatsapp/socket.ts',
  text: '    makeSignalRepository,\n',
  by: '',
}

/** @returns how the run ended for the phone that was written to */
async function killBetweenWriteAndCommit(kills: number, edits: readonly Edit[] = []) {
  using bundle = await bundleBot([DEATH, ...edits])
  await using simulator = await openSimulator({ seed: 'key-reuse' })
  simulator.addPhone(SHOP)
  simulator.addPhone(EVA, { name: 'Eva', addressing: 'pn' })
  // With a LID in every answer Baileys opens a new session at the first send after each start.
  simulator.addFault({ kind: 'late-lid' })
  await using bot = await changedBot('la-tienda', simulator.wsUrl, bundle.program)
  bot.configure({})
  await bot.start()
  await pairByQr(simulator, bot, SHOP)
  // An exchange both ways, so that the session is a plain one.
  await simulator.sendText(EVA, SHOP, 'hi')
  await bot.post('/api/messages', { to: `+${EVA}`, text: 'hello' })
  const isHello = (event: SimulatorEvent) => event.type === 'message' && event.text === 'hello'
  await simulator.waitFor(isHello, 10_000, 0)
  await simulator.sendText(EVA, SHOP, 'hi again')
  await simulator.settle()
  await bot.kill('SIGTERM')

  bot.env['DIE_AT'] = '2'
  const texts = Array.from({ length: 2 * kills + 1 }, (_, index) => `out ${index}`)
  for (const text of texts) {
    const body = { to: `+${EVA}`, text }
    const key = { 'idempotency-key': text.replace(' ', '-') }
    await bot.insist(() => bot.post('/api/messages', body, key))
  }
  const outbox = () => bot.get('/api/status').then(({ body }) => body.outbox === 0)
  await bot.keepAlive(
    () => outbox().catch(() => false),
    'everything is out',
    60_000 + kills * 20_000,
  )
  await simulator.settle()
  const got = simulator.messagesAt(EVA).filter(({ text }) => text.startsWith('out'))
  const { keyReuses, retries } = simulator.stats()
  const figures = { keyReuses, retries, deaths: bot.lives - 2, messages: got.length }
  return {
    figures,
    texts,
    order: got.map(({ text }) => text),
    ids: new Set(got.map(({ id }) => id)).size,
  }
}

describe('a process that dies between the write of a message and the commit of its ratchet', () => {
  const timeout = 120_000 + KILLS * 20_000

  it('uses no message key twice', { timeout }, async () => {
    const run = await killBetweenWriteAndCommit(KILLS)
    console.log(`key reuse: ${JSON.stringify(run.figures)}`)
    expect(run.figures).toMatchObject({ keyReuses: 0, retries: 0 })
    expect(run.figures.deaths).toBeGreaterThanOrEqual(KILLS)
    expect(run.order).toEqual(run.texts)
    expect(run.ids).toBe(run.texts.length)
  })

  it('with Baileys alone it does, and this test sees it', { timeout }, async () => {
    const { figures } = await killBetweenWriteAndCommit(4, [LAYER_OFF])
    console.log(`key reuse without our layer: ${JSON.stringify(figures)}`)
    expect(figures.keyReuses).toBeGreaterThan(0)
  })
})
