import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import { BaileysClient } from './baileys-client.ts'
import { ANA, pn, SHOP, World } from './world.ts'

let stateDir = ''
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'simulator-state-'))
})
afterEach(() => rm(stateDir, { recursive: true, force: true }))

describe('state in a folder', () => {
  it('lets a bot come back to a new simulator with its sessions, queue and messages', async () => {
    const first = await World.open({ stateDir })
    const bot = await first.bot()
    await first.sim.sendText(ANA, SHOP, 'antes')
    await bot.message('antes')
    await bot.status(await bot.sendText(pn(ANA), 'respuesta'), 3)
    await bot.end()
    await first.sim.sendText(ANA, SHOP, 'mientras no estabas')
    await first[Symbol.asyncDispose]()

    await using second = await World.open({ stateDir })
    const back = second.client(bot.auth).connect()
    await back.message('mientras no estabas')
    await back.status(await back.sendText(pn(ANA), 'después'), 3)
    await second.sim.sendText(ANA, SHOP, 'otra')
    await back.message('otra')
    expect(second.sim.messagesAt(ANA).map(({ text }) => text)).toEqual(['respuesta', 'después'])
    expect(second.sim.stats()).toMatchObject({ retries: 0, unknown: 0, keyReuses: 0 })
  })

  it('outlives kill -9 and can be served by the command line', async () => {
    const first = await serve()
    await call(first.controlUrl, '/phones', { phone: SHOP })
    await call(first.controlUrl, '/phones', { phone: ANA })
    const bot = new BaileysClient(first.wsUrl)
    await bot.pair((qr) => call(first.controlUrl, `/phones/${SHOP}/scan`, { qr }))
    await bot.status(await bot.sendText(pn(ANA), 'uno'), 3)
    first.child.kill('SIGKILL')
    await bot.closeCode()

    const second = await serve()
    await using back = new BaileysClient(second.wsUrl, bot.auth)
    await back.connect().open()
    await call(second.controlUrl, `/phones/${ANA}/messages`, { to: SHOP, text: 'dos' })
    await back.message('dos')
    const page = await fetch(`${second.controlUrl}/phones/${ANA}/messages`)
    expect(await page.json()).toMatchObject({ messages: [{ text: 'uno', copies: 1 }] })
    const ended = once(second.child, 'exit')
    second.child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  it('is held by one simulator at a time', async () => {
    await using world = await World.open({ stateDir })
    expect(world.sim.phones()).toHaveLength(3)
    await expect(openSimulator({ stateDir })).rejects.toMatchObject({ code: 'state_in_use' })
  })
})

describe('a seed', () => {
  it('repeats hidden ids and message ids, whatever order things happen in', async () => {
    await using one = await World.open({ seed: 'same' })
    await using two = await World.open({ seed: 'same' })
    await using other = await World.open({ seed: 'different' })
    const lids = ({ sim }: World) => sim.phones().map(({ lid }) => lid)
    expect(lids(one)).toEqual(lids(two))
    expect(lids(one)).not.toEqual(lids(other))
    await two.sim.sendText(SHOP, ANA, 'someone else first')
    const { id } = await one.sim.sendText(ANA, SHOP, 'x')
    expect((await two.sim.sendText(ANA, SHOP, 'x')).id).toBe(id)
  })
})

interface Served {
  readonly wsUrl: string
  readonly controlUrl: string
  readonly child: ReturnType<typeof spawn>
}

async function serve(): Promise<Served> {
  const command = ['simulator/main.ts', '--port', '0', '--state', stateDir, '--json']
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { ...(JSON.parse(line.toString()) as { wsUrl: string; controlUrl: string }), child }
}

async function call(controlUrl: string, path: string, body: object): Promise<unknown> {
  const reply = await fetch(`${controlUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(await reply.text())
  return reply.json()
}
