import { describe, expect, it } from 'vitest'
import { answersIn } from '../../../server/fleet/bot-tool.ts'
import { appsIn } from '../../../server/fleet/pm2-list.ts'

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

describe("the list of PM2's daemon", () => {
  it('is read', () => {
    expect(appsIn([one])).toMatchObject([{ id: 3, name: 'bot-a', pid: 12, dataDir: '/d' }])
  })
  it('does not take an app for ours because a shell had our variables', () => {
    const { FLOTILLA_FINGERPRINT: _, ...foreign } = one.pm2_env
    expect(appsIn([{ ...one, pm2_env: foreign }])[0]?.dataDir).toBeUndefined()
  })
  it('may be empty', () => expect(appsIn([])).toEqual([]))
  it('is refused when it is none', () => {
    expect(() => appsIn({ message: 'no daemon' })).toThrow(/gave no list/)
  })
})

it('reads the lines of the migration tool and nothing else', () => {
  const output = 'hello\n{"slug":"a","ok":true}\n{"slug":"b","ok":false,"code":"x"}\n{"slug":'
  expect(answersIn(output)).toEqual([
    { slug: 'a', ok: true },
    { slug: 'b', ok: false, code: 'x' },
  ])
})
