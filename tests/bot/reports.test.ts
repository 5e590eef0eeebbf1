import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { botReportSchema } from '../../common/contracts/bot-events.ts'
import type { BotReport } from '../../common/contracts/bot-events.ts'
import { PROGRAM, ended, testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { until } from './helpers/until.ts'

const NOWHERE = 'ws://127.0.0.1:9/ws/chat'

describe('what a bot tells the server', () => {
  let bot: TestBot
  let server: Server
  let reports: { report: BotReport; path: string; token: string }[]

  beforeEach(async () => {
    bot = await testBot('la-tienda', NOWHERE)
    reports = []
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        reports.push({
          report: botReportSchema.parse(JSON.parse(body)),
          path: request.url ?? '',
          token: request.headers.authorization ?? '',
        })
        response.writeHead(204).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const address = server.address()
    bot.env['FLOTILLA_SERVER_URL'] =
      `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  afterEach(async () => {
    await bot[Symbol.asyncDispose]()
    server.closeAllConnections()
    server.close()
  })

  it('is its state at every change, under its own token, and its end', async () => {
    await bot.start()
    await until(
      () => reports.some(({ report }) => report.connection.state === 'waiting'),
      'it reports',
    )
    const pid = bot.pid
    expect(reports[0]).toMatchObject({
      path: `/internal/bots/${bot.tenantId}/events`,
      token: `Bearer ${bot.token}`,
      report: { pid, phone: null, messagesIn: 0 },
    })
    await bot.kill('SIGINT')
    expect(reports.at(-1)?.report.connection.state).toBe('stopped')
  })

  it('is also why it could not start', async () => {
    await bot.start()
    await bot.kill('SIGINT')
    bot.damageSession()
    reports.length = 0
    expect((await bot.run()).code).toBe(78)
    expect(reports.at(-1)?.report.connection).toMatchObject({
      state: 'stopped',
      reason: 'session_broken',
      sentence: expect.stringContaining('import-session'),
    })
  })

  it('holds nothing up when the server is away', async () => {
    bot.env['FLOTILLA_SERVER_URL'] = 'http://127.0.0.1:9'
    await bot.start()
    await until(() => bot.output.includes('takes no reports'), 'it is logged')
    expect((await bot.get('/api/status')).status).toBe(200)
    expect(await bot.kill('SIGINT')).toBe(0)
  })
})

describe('under a process manager', () => {
  it('says that it is ready, shows its numbers, and ends when told to', async () => {
    await using bot = await testBot('la-tienda', NOWHERE)
    const child = fork(PROGRAM, [], { cwd: bot.dataDir, env: bot.wholeEnv(), stdio: 'ignore' })
    const told: unknown[] = []
    child.on('message', (message) => told.push(message))
    const metrics = () => told.find((message) => typeof message === 'object')
    await until(() => told.includes('ready') && metrics() !== undefined, 'it is ready')
    expect(metrics()).toMatchObject({
      type: 'axm:monitor',
      data: {
        State: { value: expect.stringMatching(/connecting|waiting/) },
        'Messages in': { value: 0 },
        'Messages out': { value: 0 },
        Outbox: { value: 0 },
        Memory: { value: expect.any(Number), unit: 'MiB' },
      },
    })
    child.send('shutdown')
    expect(await ended(child)).toBe(0)
  })
})
