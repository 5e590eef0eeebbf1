import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqlite } from '../../common/kit/database.ts'
import { untilOpen } from '../../scripts/demo/link.ts'
import { whyNoUsers } from './fenced-fleet.ts'
import {
  addLinkedTenant,
  addTenant,
  command,
  customerPhone,
  openFleet,
  pidOf,
  send,
  shopPhone,
  untilDelivery,
} from './fleet.ts'
import type { Fleet } from './fleet.ts'

const reason = whyNoUsers()
/** Not where an installation of this machine would begin, nor where another test does. */
const USER_BASE = 64_200
const [FIRST, SECOND] = [USER_BASE, USER_BASE + 1]

/** Who owns what lies in a folder, the folder too. */
const ownersIn = (folder: string): readonly number[] => [
  ...new Set(
    ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].map(
      (name) => lstatSync(join(folder, name)).uid,
    ),
  ),
]

// One fleet for the whole story: each step goes on from the one before.
describe.skipIf(reason !== undefined)(`bots under users of their own (${reason ?? 'root'})`, () => {
  let fleet: Fleet
  beforeAll(async () => {
    const extra = { ISOLATE_USERS: 'true', BOT_USER_BASE: String(USER_BASE) }
    fleet = await openFleet({ start: false, extra })
    chmodSync(fleet.throwaway.folder, 0o711)
    fleet.simulator.addPhone(customerPhone(0), { name: 'Eva' })
    await done('start')
    await addLinkedTenant(fleet, 0)
  })
  afterAll(async () => {
    await fleet?.[Symbol.asyncDispose]()
  })

  async function done(...args: readonly string[]): Promise<string> {
    const { code, output } = await command(fleet, ...args)
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${output}`)
    return output
  }

  const folder = (slug: string): string => fleet.installation.tenantFolder(slug)
  const backups = (slug: string): string => join(fleet.installation.dataDir, 'backups', slug)
  const userOf = async (slug: string): Promise<number> =>
    lstatSync(`/proc/${await pidOf(fleet, `bot-${slug}`)}`).uid

  async function works(slug: string, phone = shopPhone(0)): Promise<void> {
    const { server } = fleet.installation
    expect((await untilOpen(server, slug)).phone).toBe(phone)
    const { id } = await send(fleet, slug, customerPhone(0), 'from under a user')
    await untilDelivery(fleet, slug, id, 'delivered')
  }

  it('are linked and send', async () => {
    await works('shop-0')
    expect(await userOf('shop-0')).toBe(FIRST)
    expect(ownersIn(folder('shop-0'))).toEqual([FIRST])
    const log = join(fleet.installation.dataDir, 'logs', 'bots', 'shop-0.log')
    expect(lstatSync(log).uid).toBe(0)
    expect(await done('logs', 'shop-0', '--no-follow')).toContain('bot-shop-0')
  })

  it('find nothing that only root could write, whatever root did meanwhile', async () => {
    await done('stop-tenant', 'shop-0')
    await done('migrate')
    expect(ownersIn(folder('shop-0'))).toEqual([FIRST])
    // A database that root has looked into, and left open when it was killed.
    const peek = openSqlite(join(folder('shop-0'), 'business.db'))
    try {
      expect(ownersIn(folder('shop-0'))).toContain(FIRST)
      mkdirSync(join(folder('shop-0'), 'media', 'zz'))
      writeFileSync(join(folder('shop-0'), 'auth_info', 'note'), 'from root')
      writeFileSync(join(folder('shop-0'), 'business.db-shm.root'), 'from root')
      await done('start-tenant', 'shop-0')
      await works('shop-0')
    } finally {
      peek.close()
    }
    expect(ownersIn(join(folder('shop-0'), 'auth_info'))).toEqual([FIRST])
    expect(lstatSync(join(folder('shop-0'), 'business.db-shm.root')).uid).toBe(FIRST)
  })

  it('keep their user through a reset, a removal and a return', async () => {
    await done('reset-tenant', 'shop-0', '--yes')
    await works('shop-0')
    expect(ownersIn(backups('shop-0'))).toEqual([FIRST])
    await done('remove-tenant', 'shop-0', '--yes')
    await addTenant(fleet, 1)
    await done('restore-tenant', 'shop-0')
    await works('shop-0')
    expect([await userOf('shop-0'), await userOf('shop-1')]).toEqual([FIRST, SECOND])
    expect(ownersIn(folder('shop-1'))).toEqual([SECOND])
  })

  it('hand a session over by export and import, from and to folders of root', async () => {
    const exported = join(fleet.throwaway.folder, 'exported')
    await done('export-session', 'shop-0', exported)
    expect(existsSync(join(exported, 'creds.json'))).toBe(true)
    expect(ownersIn(exported)).toEqual([0])
    await done('import-session', 'shop-1', exported)
    await works('shop-1')
    expect(ownersIn(folder('shop-1'))).toEqual([SECOND])
  })

  it('can be done without, and be had again', async () => {
    const { throwaway } = fleet
    const environment = { ...throwaway.environment, ISOLATE_USERS: 'false' }
    const without = { ...fleet, throwaway: { ...throwaway, environment } }
    expect(await command(without, 'start')).toMatchObject({ code: 0 })
    await works('shop-1')
    expect(await userOf('shop-1')).toBe(0)
    expect(ownersIn(folder('shop-1'))).toEqual([0])
    expect(lstatSync(fleet.installation.dataDir).mode & 0o777).toBe(0o700)
    await done('start')
    await works('shop-1')
    expect(await userOf('shop-1')).toBe(SECOND)
    expect(ownersIn(folder('shop-1'))).toEqual([SECOND])
  })
})
