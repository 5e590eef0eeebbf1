import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { botApp } from '../../../server/fleet/apps.ts'
import { fenceFlags } from '../../../server/fleet/fence.ts'
import { tenantRow } from '../helpers/tenant-row.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flotilla-fence-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const parts = {
  root: '/srv/flotilla',
  program: '/srv/flotilla/dist/bot.cjs',
  dataDir: '/data',
  tenantFolder: '/data/tenants/shop',
  backups: '/data/backups/shop',
}

const paths = (flags: readonly string[], name: string): string[] =>
  flags.filter((flag) => flag.startsWith(`${name}=`)).map((flag) => flag.slice(name.length + 1))

describe('the fence', () => {
  it('lets a bot write what is its own, and nothing else', () => {
    const flags = fenceFlags(parts)
    expect(paths(flags, '--allow-fs-write')).toEqual([
      '/data/tenants/shop/*',
      '/data/backups/shop/*',
    ])
  })

  it('lets it read the program, and of the data what is its own and the templates', () => {
    const reads = paths(fenceFlags(parts), '--allow-fs-read')
    expect(reads).toContain('/srv/flotilla/dist/*')
    expect(reads.filter((path) => path.startsWith('/data/'))).toEqual([
      '/data/templates/*',
      '/data/tenants/shop/*',
      '/data/backups/shop/*',
    ])
    expect(reads.filter((path) => path.startsWith('/srv/flotilla/node_modules'))).toEqual([
      '/srv/flotilla/node_modules/better-sqlite3/*',
      '/srv/flotilla/node_modules/pm2/lib/ProcessContainerFork.js',
      '/srv/flotilla/node_modules/pm2/lib/ProcessUtils.js',
    ])
  })

  it('allows no process, worker or inspector', () => {
    const allowed = fenceFlags(parts).filter((flag) => /^--allow-(?!fs-)/.test(flag))
    expect(allowed).toEqual(['--allow-addons'])
    expect(fenceFlags(parts)).toContain('--permission')
  })

  it('names a program by its links and by where it really lies', () => {
    mkdirSync(join(folder, 'really', 'dist'), { recursive: true })
    symlinkSync(join(folder, 'really'), join(folder, 'link'))
    const program = join(folder, 'link', 'dist', 'bot.cjs')
    const reads = paths(fenceFlags({ ...parts, root: folder, program }), '--allow-fs-read')
    expect(reads).toContain(join(folder, 'link', '*'))
    expect(reads).toContain(join(folder, 'link', 'dist', '*'))
    expect(reads).toContain(join(folder, 'really', 'dist', '*'))
  })

  it('is around every bot that PM2 starts, before flags that somebody adds', () => {
    const config = readConfig({ FLOTILLA_ROOT: '/srv/flotilla', BOT_NODE_ARGS: '--cpu-prof' })
    const programs = { server: '/p/server.mjs', bot: '/p/bot.cjs', tool: '/p/tool.cjs' }
    const tenant = tenantRow('shop')
    const app = botApp({ config, programs, node: '/n/node' }, tenant)
    expect(app.node_args).toEqual(
      expect.arrayContaining([
        '--permission',
        '--allow-fs-write=/srv/flotilla/data/tenants/shop/*',
      ]),
    )
    expect(app.node_args.at(-1)).toBe('--cpu-prof')
    expect(app.env).not.toHaveProperty('NODE_COMPILE_CACHE')
  })
})
