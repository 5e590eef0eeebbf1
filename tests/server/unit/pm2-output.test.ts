import { describe, expect, it } from 'vitest'
import { answersIn } from '../../../server/fleet/bot-tool.ts'
import { appsIn } from '../../../server/fleet/pm2.ts'

const one = {
  name: 'bot-a',
  pid: 12,
  pm_id: 3,
  pm2_env: {
    status: 'online',
    namespace: 'flotilla',
    pm_uptime: 5,
    FLOTILLA_DATA_DIR: '/d',
    FLOTILLA_FINGERPRINT: 'f',
  },
}

describe('what pm2 jlist prints', () => {
  it('is read behind banners', () => {
    const output = `[PM2] Spawning PM2 daemon\n>>>> In-memory PM2 is out-of-date\n${JSON.stringify([one])}`
    expect(appsIn(output)).toMatchObject([{ id: 3, name: 'bot-a', pid: 12, dataDir: '/d' }])
  })
  it('does not take an app for ours because a shell had our variables', () => {
    const { FLOTILLA_FINGERPRINT: _, ...foreign } = one.pm2_env
    expect(appsIn(JSON.stringify([{ ...one, pm2_env: foreign }]))[0]?.dataDir).toBeUndefined()
  })
  it('may be empty', () => expect(appsIn('[]\n')).toEqual([]))
  it('is refused when there is no list', () => {
    expect(() => appsIn('[PM2][ERROR] no daemon')).toThrow(/printed no list/)
  })
})

it('reads the lines of the migration tool and nothing else', () => {
  const output = 'hello\n{"slug":"a","ok":true}\n{"slug":"b","ok":false,"code":"x"}\n{"slug":'
  expect(answersIn(output)).toEqual([
    { slug: 'a', ok: true },
    { slug: 'b', ok: false, code: 'x' },
  ])
})
