import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ToolAnswer } from '../../server/fleet/bot-tool.ts'
import { fakePm2, startTestServer, temporaryFolder } from './helpers/installation.ts'
import type { FakePm2, TestServer } from './helpers/installation.ts'

describe('resetting a tenant', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let pm2: FakePm2
  let server: TestServer
  let home: string
  let answer: Partial<ToolAnswer>

  beforeEach(async () => {
    folder = temporaryFolder()
    pm2 = fakePm2()
    answer = {}
    server = await startTestServer({
      dataDir: folder.path,
      pm2,
      migrate: async (folders) => folders.map(() => ({ slug: 'shop', ok: true, ...answer })),
    })
    await server.ask('POST', '/api/tenants', { business_name: 'Shop' })
    home = join(folder.path, 'tenants', 'shop')
    writeFileSync(join(home, 'business.db'), 'the books')
    mkdirSync(join(home, 'media', 'ab'))
    writeFileSync(join(home, 'media', 'ab', 'photo'), 'a photo')
    writeFileSync(join(home, 'auth_info', 'session.db'), 'the session')
  })
  afterEach(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const reset = () => server.ask('POST', '/api/tenants/shop/reset')
  const config = () => readFileSync(join(home, 'config.json'), 'utf8')
  const isListed = () => pm2.apps.some(({ name }) => name === 'bot-shop')

  it('puts away what has happened, and keeps who it is and its session', async () => {
    writeFileSync(join(home, 'business.db-wal'), 'not closed')
    const before = config()
    const { status, body } = await reset()
    expect(status).toBe(200)
    expect(body.backup).toContain(join(folder.path, 'backups', 'shop', 'reset-'))
    expect(readdirSync(body.backup).toSorted()).toEqual(['business.db', 'business.db-wal', 'media'])
    expect(readFileSync(join(body.backup, 'media', 'ab', 'photo'), 'utf8')).toBe('a photo')
    expect(existsSync(join(home, 'business.db'))).toBe(false)
    expect(readdirSync(join(home, 'media'))).toEqual([])
    expect(readFileSync(join(home, 'auth_info', 'session.db'), 'utf8')).toBe('the session')
    expect(config()).toBe(before)
    expect(isListed()).toBe(true)
    expect(pm2.calls.slice(-2)).toEqual(['remove bot-shop', 'start bot-shop'])
  })

  it('leaves a stopped one stopped', async () => {
    await server.ask('POST', '/api/tenants/shop/stop')
    const { body } = await reset()
    expect(body.tenant).toMatchObject({ desiredState: 'stopped' })
    expect(pm2.apps.filter(({ status }) => status === 'online')).toEqual([])
  })

  it.each([
    ['its bot cannot be ended', () => (pm2.failure = new Error('it will not end')), 500],
    ['a bot runs that PM2 does not know', () => (answer = { inUse: true }), 500],
  ])('changes nothing when %s', async (_, spoil, status) => {
    spoil()
    expect(await reset()).toMatchObject({ status })
    expect(readFileSync(join(home, 'business.db'), 'utf8')).toBe('the books')
    expect(existsSync(join(home, 'media', 'ab', 'photo'))).toBe(true)
    expect(existsSync(join(folder.path, 'backups', 'shop'))).toBe(false)
    expect(isListed()).toBe(true)
  })

  it('knows no tenant that is not there', async () => {
    expect((await server.ask('POST', '/api/tenants/nobody/reset')).status).toBe(404)
  })
})
