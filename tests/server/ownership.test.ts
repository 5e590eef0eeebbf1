import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  linkSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { asSlug } from '../../common/domain/ids.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { migrate, openSqlite, queriesOver } from '../../common/kit/database.ts'
import { readConfig } from '../../server/config.ts'
import { builtPrograms } from '../../server/fleet/apps.ts'
import { insistOnRoot, openWay, ownerTrouble, takeBack } from '../../server/fleet/isolation.ts'
import { FLEET_MIGRATIONS } from '../../server/store/migrations/index.ts'
import type { FleetTables } from '../../server/store/tables.ts'
import { tenantStore } from '../../server/store/tenants.ts'
import type { TenantRow } from '../../server/store/tenants.ts'
import { botTokenIn, configTextIn } from '../../server/tenants/folders.ts'
import { giveFolder } from '../../server/tenants/ownership.ts'
import { giveUsers } from '../../server/tenants/unix-users.ts'
import { whyNoUsers } from '../fleet/fenced-fleet.ts'
import { checkout, temporaryFolder, testConfig } from './helpers/installation.ts'
import { tenantRow } from './helpers/tenant-row.ts'

const ANA = 64_101
const BEA = 64_102
const isRoot = process.getuid?.() === 0

const row = (slug: string, botPort: number, more: Partial<TenantRow> = {}): TenantRow =>
  tenantRow(slug, { botPort, createdAt: new Date().toISOString(), ...more })

describe('the numbers of users', () => {
  it('are one for each tenant, for good, and nobody else has them', async () => {
    const db = queriesOver<FleetTables>(openSqlite(':memory:'))
    await migrate(db, 'fleet', FLEET_MIGRATIONS)
    const store = tenantStore(db, Date.now)
    const gone = row('gone', 3001)
    await store.insert(gone, () => undefined)
    await giveUsers(store, 70_000, new Set())
    await store.change(gone.id, { deletedAt: new Date().toISOString() })
    await store.insert(row('one', 3002), () => undefined)
    await store.insert(row('two', 3003), () => undefined)
    await giveUsers(store, 70_000, new Set([70_001, 70_003]))
    await giveUsers(store, 80_000, new Set())
    const users = (await store.live()).map(({ unixUser }) => unixUser)
    expect(new Set(users)).toEqual(new Set([70_002, 70_004]))
    expect((await store.archived()).map(({ unixUser }) => unixUser)).toEqual([70_000])
    await db.destroy()
  })
})

describe('who is not root', () => {
  it('is told what to do instead', () => {
    const config = readConfig({ FLOTILLA_ROOT: '/srv/f', ISOLATE_USERS: 'true' })
    using _uid = vi.spyOn(process, 'getuid').mockReturnValue(1000)
    expect(() => insistOnRoot(config)).toThrow(/sudo npm start.*--no-isolate-users/)
    expect(() => insistOnRoot(readConfig({ FLOTILLA_ROOT: '/srv/f' }))).not.toThrow()
  })
})

describe.skipIf(!isRoot)('a folder that changes hands (left out unless root)', () => {
  let base: ReturnType<typeof temporaryFolder>
  let folder: string
  beforeEach(() => {
    base = temporaryFolder()
    folder = join(base.path, 'tenants', 'ana')
    mkdirSync(join(folder, 'media', 'ab'), { recursive: true })
    mkdirSync(join(folder, 'auth_info'))
    for (const name of ['media/ab/photo', 'auth_info/session.db', 'auth_info/session.db-wal']) {
      writeFileSync(join(folder, name), name)
    }
    writeFileSync(join(folder, 'bot.token'), 'bot_anas')
    writeFileSync(join(folder, 'config.json'), '{}')
  })
  afterEach(() => base[Symbol.dispose]())

  const owners = (): ReadonlySet<number> =>
    new Set(
      ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].map(
        (name) => lstatSync(join(folder, name)).uid,
      ),
    )

  it('belongs to a user with all that is in it, and to root again', () => {
    giveFolder(folder, ANA)
    expect(owners()).toEqual(new Set([ANA]))
    expect(lstatSync(folder).gid).toBe(ANA)
    expect(lstatSync(folder).mode & 0o777).toBe(0o700)
    giveFolder(folder, 0)
    expect(owners()).toEqual(new Set([0]))
  })

  it('is given as a whole when a crash came in between', () => {
    // The folder itself comes last, so this is what any crash leaves.
    lchownSync(join(folder, 'media'), ANA, ANA)
    lchownSync(join(folder, 'bot.token'), ANA, ANA)
    giveFolder(folder, ANA)
    expect(owners()).toEqual(new Set([ANA]))
  })

  it('takes what root has put into it since', () => {
    giveFolder(folder, ANA)
    writeFileSync(join(folder, 'config.json.new'), '{}')
    writeFileSync(join(folder, 'auth_info', 'session.db-shm'), '')
    giveFolder(folder, ANA)
    expect(owners()).toEqual(new Set([ANA]))
  })

  it('gives nothing away that a link leads to', () => {
    const secret = join(base.path, 'secret')
    writeFileSync(secret, 'secret')
    symlinkSync(secret, join(folder, 'soft'))
    symlinkSync(base.path, join(folder, 'folder'))
    giveFolder(folder, ANA)
    expect(statSync(secret).uid).toBe(0)
    expect(statSync(base.path).uid).toBe(0)
    linkSync(secret, join(folder, 'media', 'hard'))
    giveFolder(folder, 0)
    expect(() => giveFolder(folder, BEA)).toThrow(/hard link/)
    expect(statSync(secret).uid).toBe(0)
  })

  it('takes a file with two names here, as a crash leaves a session', () => {
    linkSync(join(folder, 'auth_info', 'session.db'), join(folder, 'auth_info', 'session.db.7.new'))
    giveFolder(folder, ANA)
    expect(owners()).toEqual(new Set([ANA]))
  })

  it('is read by the server only where a plain file lies', () => {
    const secret = join(base.path, 'admin-key')
    writeFileSync(secret, 'admin_key')
    giveFolder(folder, ANA)
    expect(botTokenIn(folder)).toBe('bot_anas')
    const token = join(folder, 'bot.token')
    rmSync(token)
    symlinkSync(secret, token)
    expect(botTokenIn(folder)).toBeUndefined()
    rmSync(token)
    linkSync(secret, token)
    expect(botTokenIn(folder)).toBeUndefined()
    rmSync(token)
    execFileSync('mkfifo', [token])
    expect(botTokenIn(folder)).toBeUndefined()
    mkdirSync(join(folder, 'sub'))
    rmSync(join(folder, 'config.json'))
    symlinkSync(join(folder, 'sub'), join(folder, 'config.json'))
    expect(configTextIn(folder)).toBeUndefined()
  })

  it('is taken back from what still runs under its user', async () => {
    const config = { ...testConfig(base.path), botUserBase: ANA }
    giveFolder(folder, ANA)
    const stray = spawn('sleep', ['60'], { uid: ANA, gid: ANA, stdio: 'ignore' })
    const ended = once(stray, 'exit')
    const tenant = row('ana', 3001, { unixUser: ANA })
    await takeBack(config, tenant, systemClock)
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(lstatSync(folder).uid).toBe(0)
    const store = { liveBySlug: async () => tenant }
    expect(await ownerTrouble({ config, store, clock: systemClock }, tenant.slug)).toBeUndefined()
    expect(owners()).toEqual(new Set([ANA]))
    expect(lstatSync(join(base.path, 'backups', 'ana')).uid).toBe(ANA)
  })

  it('is left alone while its user works for another installation', async () => {
    const config = { ...testConfig(base.path), botUserBase: ANA }
    giveFolder(folder, ANA)
    const env = { PATH: process.env['PATH'], FLOTILLA_DATA_DIR: '/elsewhere' }
    const theirs = spawn('sleep', ['60'], {
      uid: ANA,
      gid: ANA,
      env,
      stdio: 'ignore',
    })
    const store = { liveBySlug: async () => row('ana', 3001, { unixUser: ANA }) }
    const trouble = await ownerTrouble({ config, store, clock: systemClock }, asSlug('ana'))
    expect(trouble).toMatchObject({ code: 'clash', detail: expect.stringContaining('/elsewhere') })
    expect([theirs.exitCode, theirs.signalCode]).toEqual([null, null])
    theirs.kill('SIGKILL')
    await once(theirs, 'exit')
  })

  it.skipIf(whyNoUsers() !== undefined)('names what stands in the way of the users', async () => {
    const config = { ...testConfig(join(base.path, 'data')), botUserBase: ANA }
    const parts = { config, programs: builtPrograms(checkout), node: process.execPath }
    await expect(openWay(parts, join(base.path, 'pm2'))).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining(`${base.path} lets nobody pass`),
    })
    chmodSync(base.path, 0o711)
    mkdirSync(join(base.path, 'data', 'templates'))
    writeFileSync(join(base.path, 'data', 'templates', 'config.json'), '{}', { mode: 0o600 })
    await openWay(parts, join(base.path, 'pm2'))
    const modes = ['data', 'data/tenants', 'data/templates/config.json'].map((name) =>
      (statSync(join(base.path, name)).mode & 0o777).toString(8),
    )
    expect(modes).toEqual(['711', '711', '644'])
    await openWay({ ...parts, config: { ...config, botUserBase: undefined } }, base.path)
    expect(statSync(join(base.path, 'data')).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(base.path, 'data', 'templates', 'config.json'), 'utf8')).toBe('{}')
  })
})
