import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newTenantId } from '../../common/domain/ids.ts'
import { openSqlite } from '../../common/kit/database.ts'
import { serverForThisFile } from './helpers/server-fixture.ts'

const its = serverForThisFile()

/** A whole tenant's folder somewhere else, with a session in it. */
function wholeTenant(slug: string, id: string = newTenantId()): { folder: string; id: string } {
  const folder = join(its.folder, 'elsewhere', slug)
  mkdirSync(join(folder, 'auth_info'), { recursive: true })
  writeFileSync(
    join(folder, 'config.json'),
    `{ // mine\n"id": "${id}", "slug": "${slug}", "business_name": "Mine", "created_at": "2026-01-01T00:00:00.000Z", }`,
  )
  writeFileSync(join(folder, 'bot.token'), 'an-old-token')
  const session = openSqlite(join(folder, 'auth_info', 'session.db'))
  session.exec("create table creds (x text); insert into creds values ('kept')")
  session.close()
  return { folder, id }
}

const take = (folder: string, more: Record<string, unknown> = {}) =>
  its.ask('POST', '/internal/tenants/import', { folder, ...more })

it('takes a whole folder in, with id, slug and session, and leaves the given one', async () => {
  const { folder, id } = wholeTenant('imported')
  const answer = await take(folder)
  expect(answer).toMatchObject({ status: 201, body: { id, slug: 'imported', name: 'Mine' } })
  const here = join(its.folder, 'tenants', 'imported')
  const session = openSqlite(join(here, 'auth_info', 'session.db'))
  expect(session.prepare('select x from creds').get()).toEqual({ x: 'kept' })
  session.close()
  expect(readFileSync(join(here, 'config.json'), 'utf8')).toContain('// mine')
  expect(readFileSync(join(here, 'bot.token'), 'utf8')).not.toContain('an-old-token')
  expect(existsSync(join(folder, 'config.json'))).toBe(true)
  expect(its.pm2.apps.map((app) => app.name)).toContain('bot-imported')
  expect((await take(folder)).body.code).toBe('id_taken')
})

it('moves it when told to, and registers in place what already lies there', async () => {
  const { folder } = wholeTenant('moved')
  expect((await take(folder, { move: true })).status).toBe(201)
  expect(existsSync(folder)).toBe(false)
  const { folder: other } = wholeTenant('placed')
  const place = join(its.folder, 'tenants', 'placed')
  const { renameSync } = await import('node:fs')
  renameSync(other, place)
  expect((await take(place)).body).toMatchObject({ slug: 'placed' })
})

it('refuses a folder whose session is in use, and changes nothing', async () => {
  const { folder } = wholeTenant('busy')
  const bot = openSqlite(join(folder, 'auth_info', 'session.db'), { exclusive: true })
  const answer = await take(folder, { move: true })
  bot.close()
  expect(answer.body).toMatchObject({ code: 'session_in_use' })
  expect(existsSync(join(its.folder, 'tenants', 'busy'))).toBe(false)
  expect(existsSync(folder)).toBe(true)
})

it('refuses what is taken, what is no tenant, and links that lead out', async () => {
  await its.create({ name: 'Here', slug: 'here' })
  expect((await take(wholeTenant('here').folder)).body.code).toBe('slug_taken')
  const refused = async (folder: string, message: RegExp) => {
    const answer = await take(folder)
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'folder' }] } })
    expect(answer.body.detail).toMatch(message)
  }
  await refused('relative/path', /absolute/)
  await refused(join(its.folder, 'nowhere'), /no config\.json/)
  const broken = wholeTenant('broken').folder
  writeFileSync(join(broken, 'config.json'), '{\n "id": ]')
  await refused(broken, /line 2, column 8/)
  writeFileSync(join(broken, 'config.json'), '{"id": "../x", "slug": "../../etc"}')
  await refused(broken, /id must be the UUIDv7.*slug must be/)
  const linked = wholeTenant('linked').folder
  symlinkSync('/etc', join(linked, 'media'))
  await refused(linked, /symbolic link media/)
  rmSync(join(its.folder, 'elsewhere'), { recursive: true })
})
