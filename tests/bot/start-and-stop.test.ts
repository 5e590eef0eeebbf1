import { rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/demo/free-port.ts'
import { TestBot, testBot } from './helpers/bot-process.ts'
import { until } from './helpers/until.ts'

/** Nothing listens here: the bot is well all the same. */
const NOWHERE = 'ws://127.0.0.1:9/ws/chat'

describe('a bot process', () => {
  let bot: TestBot
  beforeEach(async () => {
    bot = await testBot('la-tienda', NOWHERE)
  })
  afterEach(() => bot[Symbol.asyncDispose]())

  it('stays up and says so while the network is away', async () => {
    await bot.start()
    await bot.untilState('waiting')
    const { body } = await bot.get('/api/status')
    expect(body).toMatchObject({
      tenant: { id: bot.tenantId, slug: 'la-tienda', name: 'la-tienda' },
      phone: null,
      connection: { state: 'waiting', reason: 'unreachable', until: expect.any(String) },
      messagesIn: 0,
      outbox: 0,
      warnings: [],
    })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends within 5 seconds with 0 on %s', async (signal) => {
    await bot.start()
    const begun = Date.now()
    expect(await bot.kill(signal)).toBe(0)
    expect(Date.now() - begun).toBeLessThan(5000)
  })

  it('refuses a second process of the same tenant, and goes on itself', async () => {
    await bot.start()
    const second = await bot.run({ BOT_API_PORT: String(await freePort()) })
    expect(second).toEqual({ code: 75, stderr: expect.stringContaining('already running') })
    expect((await bot.get('/api/status')).status).toBe(200)
  })

  it('says that its port is taken, and may be started again', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(bot.port, '127.0.0.1', () => resolve()))
    const { code, stderr } = await bot.run()
    other.close()
    expect([code, stderr]).toEqual([75, expect.stringContaining(`Port ${bot.port}`)])
  })

  it.each([
    ['cut', () => truncateSync(bot.sessionFile, 0)],
    ['garbage', () => writeFileSync(bot.sessionFile, 'x'.repeat(5000))],
    [
      'foreign',
      () => {
        rmSync(bot.sessionFile)
        const db = new Database(bot.sessionFile)
        db.exec('create table t (a)')
        db.close()
      },
    ],
  ])('refuses a session that is %s and says how to restore it', async (_what, damage) => {
    await bot.start()
    await bot.kill('SIGINT')
    damage()
    const { code, stderr } = await bot.run()
    expect(code).toBe(78)
    expect(stderr).toMatch(/refuses to start.*data\/backups.*npm run import-session/)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('refuses a database that somebody changed by hand', async () => {
    await bot.start()
    await bot.kill('SIGINT')
    const db = new Database(join(bot.folder, 'business.db'))
    db.exec('drop table turns')
    db.close()
    const { code, stderr } = await bot.run()
    expect([code, stderr]).toEqual([78, expect.stringContaining('data/backups')])
  })

  it('refuses to begin with a broken config.json, with line and column', async () => {
    writeFileSync(join(bot.folder, 'config.json'), '{\n  "id": oops\n}')
    const { code, stderr } = await bot.run()
    expect([code, stderr]).toEqual([78, expect.stringContaining('config.json, line 2, column 9')])
  })

  it('names every variable that is missing or wrong', async () => {
    const { code, stderr } = await bot.run({ TENANT_ID: '', BOT_API_PORT: 'many' })
    expect(code).toBe(78)
    expect(stderr).toMatch(/TENANT_ID: is missing.*BOT_API_PORT: must be a port/)
  })

  it('applies config.json while it runs, and keeps the last good one', async () => {
    await bot.start()
    bot.configure({ business_name: 'Otro Nombre' })
    const status = async () => (await bot.get('/api/status')).body
    await until(async () => (await status()).tenant.name === 'Otro Nombre', 'it is applied')
    writeFileSync(join(bot.folder, 'config.json'), '{ "id": ')
    await until(async () => (await status()).warnings.length === 1, 'it is reported')
    expect((await status()).warnings[0]).toContain('line 1, column 9')
    expect((await status()).tenant.name).toBe('Otro Nombre')
  })
})

describe('a bot that runs alone from a .env file', () => {
  it('needs nothing else', async () => {
    await using bot = new TestBot('sola', await freePort(), {})
    const envFile = join(bot.dataDir, 'my.env')
    writeFileSync(
      envFile,
      [
        'TENANT_ID=demo',
        'TENANT_NAME="Mundo Apple"',
        `BOT_API_PORT=${bot.port}`,
        `WHATSAPP_WS_URL=${NOWHERE}`,
      ].join('\n'),
    )
    bot.slug = 'mundo-apple'
    bot.nodeArgs = [`--allow-fs-read=${envFile}`]
    bot.spawn({ TENANT_ID: '', TENANT_NAME: '', BOT_API_PORT: '' }, ['--env', envFile])
    await until(
      async () =>
        await bot.get('/api/status').then(
          ({ body }) => body.tenant?.id === 'demo' && body.tenant.name === 'Mundo Apple',
          () => false,
        ),
      'it answers',
    )
  })
})
