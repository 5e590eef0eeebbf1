import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'

const SHOP = '5491155550001'

describe('pairing', () => {
  let simulator: Simulator
  let bot: TestBot

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'pairing' })
    simulator.addPhone(SHOP, { name: 'La Tienda' })
  })
  afterAll(() => simulator[Symbol.asyncDispose]())
  beforeEach(async () => {
    bot = await testBot('la-tienda', simulator.wsUrl)
    bot.configure({ timezone: 'America/Mexico_City' })
    await bot.start()
  })
  afterEach(() => bot[Symbol.asyncDispose]())

  it('shows a QR code in the API and draws it in its output', async () => {
    await bot.untilState('pairing')
    const { body } = await bot.get('/api/pairing')
    expect(body).toMatchObject({ state: 'pairing', qr: expect.any(String) })
    const left = Date.parse(body.qrExpiresAt) - Date.now()
    expect(left).toBeGreaterThan(30_000)
    expect(left).toBeLessThanOrEqual(60_000)
    expect(bot.output).toContain('▄')
    expect(bot.output).not.toContain(body.qr)
  })

  it('links by an 8-letter code', async () => {
    const { status, body } = await bot.post('/api/pairing', { method: 'code', phone: `+${SHOP}` })
    expect([status, body]).toEqual([200, { code: expect.stringMatching(/^[A-Z0-9]{8}$/) }])
    expect((await bot.get('/api/pairing')).body.code).toBe(body.code)
    await simulator.linkCode(SHOP, body.code)
    await bot.untilState('open')
    expect((await bot.get('/api/status')).body.phone).toBe('+5491155550001')
    expect(await bot.post('/api/pairing', { method: 'code', phone: `+${SHOP}` })).toMatchObject({
      status: 409,
      body: { code: 'already_linked' },
    })
  })

  it('asks for a code for each form in which WhatsApp may know the number', async () => {
    const old = '5215512345678'
    const young = '528112345678'
    for (const phone of [old, young]) simulator.addPhone(phone)
    const ask = async (phone: string) =>
      (await bot.post('/api/pairing', { method: 'code', phone })).body.code
    // Most Mexican accounts are from the time of the 1; whoever asks again is told the other form's.
    await ask('+52 81 1234 5678')
    await simulator.linkCode(young, await ask('81 1234 5678'))
    await bot.untilState('open')
    expect((await bot.get('/api/status')).body.phone).toBe('+528112345678')
    await bot.post('/api/logout', {})
    await simulator.linkCode(old, await ask('+52 55 1234 5678'))
    await bot.untilState('open')
    expect((await bot.get('/api/status')).body.phone).toBe('+525512345678')
  })

  it('links by QR after a code was asked for and not used, even across a restart', async () => {
    await bot.post('/api/pairing', { method: 'code', phone: `+${SHOP}` })
    await bot.kill('SIGKILL')
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
  })

  it('says that the account wants a passkey, and begins anew when a human asks', async () => {
    await bot.untilState('pairing')
    const { body } = await bot.get('/api/pairing')
    simulator.addFault({ kind: 'passkey', phone: SHOP, times: 1 })
    await expect(simulator.scan(SHOP, body.qr)).rejects.toMatchObject({ code: 'passkey_required' })
    await bot.untilState('passkey_required')
    // A page that looks every few seconds does not take the sentence away.
    expect((await bot.get('/api/pairing')).body).toEqual({ state: 'passkey_required' })
    expect((await bot.get('/api/status')).body.connection).toMatchObject({
      state: 'passkey_required',
      sentence: expect.stringMatching(/passkey.*\.$/),
      action: expect.stringContaining('import-session'),
      until: expect.any(String),
    })
    const asked = await bot.post('/api/pairing', { method: 'code', phone: `+${SHOP}` })
    await simulator.linkCode(SHOP, asked.body.code)
    await bot.untilState('open')
  })

  it('forgets the phone on logout, keeps the session in the archive, and links again', async () => {
    await pairByQr(simulator, bot, SHOP)
    expect((await bot.post('/api/logout', {})).status).toBe(204)
    const { body } = await bot.get('/api/status')
    expect(body).toMatchObject({
      phone: null,
      connection: { state: 'logged_out', action: expect.any(String) },
    })
    const archive = join(bot.folder, 'auth_info', 'archive')
    expect(existsSync(archive) && readdirSync(archive)).toHaveLength(1)
    await pairByQr(simulator, bot, SHOP)
    expect((await bot.get('/api/status')).body.phone).toBe('+5491155550001')
  })

  it('notices that the phone has removed it, and does not go on knocking', async () => {
    await pairByQr(simulator, bot, SHOP)
    const devices = simulator.phones().find((phone) => phone.phone.includes(SHOP))?.devices ?? []
    simulator.removeDevice(SHOP, devices.at(-1)?.device ?? 0)
    await bot.untilState('logged_out')
    expect((await bot.get('/api/status')).body.phone).toBeNull()
  })
})
