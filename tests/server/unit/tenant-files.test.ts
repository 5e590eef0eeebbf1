import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newTenantId } from '../../../common/domain/ids.ts'
import type { Slug } from '../../../common/domain/ids.ts'
import { adminKey, adminKeyCheck } from '../../../server/tenants/admin-key.ts'
import { configText, parseConfig } from '../../../server/tenants/config-file.ts'
import { foldersBelow, furnish } from '../../../server/tenants/folders.ts'
import { canBindLoopback, findFreePort } from '../../../server/tenants/ports.ts'
import { temporaryFolder } from '../helpers/installation.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('ports', () => {
  it('skips those given and those taken', async () => {
    const taken = new Set([5003])
    const port = await findFreePort(5001, new Set([5001, 5002]), async (one) => !taken.has(one))
    expect(port).toBe(5004)
  })
  it('says when there is none', async () => {
    await expect(findFreePort(5001, new Set(), async () => false)).rejects.toMatchObject({
      code: 'no_free_port',
    })
  })
  it('sees a port that another program listens on', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    expect(await canBindLoopback(port)).toBe(false)
    await new Promise((resolve) => other.close(resolve))
    expect(await canBindLoopback(port)).toBe(true)
  })
})

describe('folders', () => {
  it.each(['..', '../x', 'a/b', '/etc', 'A', '', '.new-x'])('refuse the slug %j', (slug) => {
    expect(() => foldersBelow('/data').of(slug as Slug)).toThrow(TypeError)
  })
  it('are private, with a token', () => {
    using folder = temporaryFolder()
    const tenant = join(folder.path, 't')
    furnish(tenant)
    expect([modeOf(tenant), modeOf(join(tenant, 'auth_info'))]).toEqual(['700', '700'])
    expect(modeOf(join(tenant, 'bot.token'))).toBe('600')
    expect(readFileSync(join(tenant, 'bot.token'), 'utf8')).toMatch(/^bot_[\w-]{43}\n$/)
  })
})

describe('config.json', () => {
  const values = {
    id: newTenantId(),
    slug: 'mundo-apple',
    business_name: 'Mundo "Apple"',
    owners: ['+5491123456789'],
    created_at: '2026-01-01T00:00:00.000Z',
  }
  it("keeps the template's comments and values", () => {
    const template =
      '{\n  // who it is\n  "business_name": "",\n  "prompts": {"welcome_message": "Hola"},\n}\n'
    const text = configText(template, values)
    expect(text).toContain('// who it is')
    expect(parseConfig(text, 'it')).toMatchObject({
      business_name: 'Mundo "Apple"',
      owners: ['+5491123456789'],
      prompts: { welcome_message: 'Hola' },
    })
  })
  it('names fields that do not fit', () => {
    expect(() => configText('{}', { ...values, timezone: 'Mars/One', owners: ['x'] })).toThrow(
      /timezone: must be a time zone|owners/,
    )
  })
  it('says where a broken file is broken', () => {
    expect(() => parseConfig('{\n  "id": \n}', 'config.json')).toThrow(/line 3, column 1/)
  })
})

describe('the admin key', () => {
  it('is made once, private, and kept', () => {
    using folder = temporaryFolder()
    const key = adminKey(folder.path)
    expect(key).toMatch(/^admin_/)
    expect(adminKey(folder.path)).toBe(key)
    expect(modeOf(join(folder.path, 'admin-key'))).toBe('600')
  })
  it('can be given, and is followed when its file changes', () => {
    using folder = temporaryFolder()
    const isKey = adminKeyCheck(folder.path, 'a-given-admin-key')
    expect([isKey('a-given-admin-key'), isKey('another')]).toEqual([true, false])
    expect(adminKey(folder.path)).toBe('a-given-admin-key')
    mkdirSync(folder.path, { recursive: true })
    writeFileSync(join(folder.path, 'admin-key'), 'a-newer-admin-key\n')
    expect([isKey('a-newer-admin-key'), isKey('a-given-admin-key')]).toEqual([true, false])
  })
})
