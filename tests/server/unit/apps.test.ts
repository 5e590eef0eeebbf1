import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { botApp, ecosystemApps, serverApp } from '../../../server/fleet/apps.ts'
import type { AppParts } from '../../../server/fleet/apps.ts'
import type { TenantRow } from '../../../server/store/tenants.ts'
import { tenantRow } from '../helpers/tenant-row.ts'

const tenant = tenantRow('mundo-apple', { name: 'Mundo Apple' })

const parts = (env: Record<string, string> = {}, more: Partial<AppParts> = {}): AppParts => ({
  config: readConfig({ FLOTILLA_ROOT: '/srv/flotilla', ...env }),
  programs: { server: '/p/server.mjs', bot: '/p/bot.cjs', tool: '/p/tool.cjs' },
  node: '/n/bin/node',
  ...more,
})

describe('the PM2 entries', () => {
  it('have the names people know, and others in an installation of another name', () => {
    const names = ecosystemApps(parts(), [tenant]).map((app) => app.name)
    expect(names).toEqual(['flotilla-server', 'bot-mundo-apple'])
    const other = ecosystemApps(parts({ FLOTILLA_NAME: 'shop' }), [tenant])
    expect(other.map((app) => `${app.namespace}/${app.name}`)).toEqual([
      'shop/shop-server',
      'shop/shop-bot-mundo-apple',
    ])
  })

  it('carry what the bot needs and no secret', () => {
    const app = botApp(parts({ ADMIN_API_KEY: 'a-very-secret-key-1' }), tenant)
    expect(app.env).toMatchObject({
      TENANT_ID: tenant.id,
      TENANT_NAME: 'mundo-apple',
      BOT_API_PORT: '3001',
      FLOTILLA_DATA_DIR: '/srv/flotilla/data',
      FLOTILLA_SERVER_URL: 'http://127.0.0.1:3000',
    })
    const all = JSON.stringify([app, serverApp(parts({ ADMIN_API_KEY: 'a-very-secret-key-1' }))])
    expect(all).not.toContain('a-very-secret-key-1')
    expect(app['stop_exit_codes']).toEqual([78])
  })

  it('change their fingerprint with what they run, not with where Node lies', () => {
    const print = (...given: Parameters<typeof parts>) =>
      botApp(parts(...given), tenant).env['FLOTILLA_FINGERPRINT']
    expect(print()).toBe(print({}, { node: '/elsewhere/node' }))
    expect(print()).not.toBe(print({ WHATSAPP_WS_URL: 'ws://127.0.0.1:2900' }))
    expect(print()).not.toBe(print({}, { buildOf: () => 'another build' }))
  })

  it('carry what follows from the memory limit, and change with it', () => {
    const usual = botApp(parts(), tenant)
    const same = botApp(parts(), { ...tenant, memoryLimitMb: 256 })
    const more = botApp(parts(), { ...tenant, memoryLimitMb: 512 })
    expect(usual.node_args).toContain('--max-old-space-size=128')
    expect(usual.env['BOT_SOFT_LIMIT_MB']).toBe('192')
    expect(usual['max_memory_restart']).toBe('400M')
    expect(same.env['FLOTILLA_FINGERPRINT']).toBe(usual.env['FLOTILLA_FINGERPRINT'])
    expect(more.node_args).toContain('--max-old-space-size=256')
    expect(more.env['BOT_SOFT_LIMIT_MB']).toBe('384')
    expect(more['max_memory_restart']).toBe('656M')
    expect(more.env['FLOTILLA_FINGERPRINT']).not.toBe(usual.env['FLOTILLA_FINGERPRINT'])
  })

  it('leave out bots that shall not run', () => {
    const rests: TenantRow = { ...tenant, desiredState: 'stopped' }
    expect(ecosystemApps(parts(), [rests])).toHaveLength(1)
  })
})

describe('the environment', () => {
  it('names what is wrong', () => {
    const wrong = { PORT: 'x', FLOTILLA_NAME: 'No!', WHATSAPP_WS_URL: 'http://x' }
    expect(() => readConfig(wrong)).toThrow(/FLOTILLA_NAME.*PORT.*WHATSAPP_WS_URL/)
  })
  it('has defaults', () => {
    expect(readConfig({ FLOTILLA_ROOT: '/srv/f' })).toMatchObject({
      dataDir: '/srv/f/data',
      name: 'flotilla',
      port: 3000,
      botPortBase: 3001,
    })
  })
})
