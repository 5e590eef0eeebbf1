import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { serverForThisFile } from './helpers/server-fixture.ts'
import { startStandIn } from './helpers/stand-in.ts'

const its = serverForThisFile()

describe('what is asked about people', () => {
  it('reaches the bot as it was asked, and its answers come back', async () => {
    const tenant = await its.create({ business_name: 'People' })
    await using _bot = await startStandIn(its.server, tenant)
    const base = `/api/tenants/${tenant.slug}`
    const heard = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) => {
      const answer = await its.ask(method, `${base}${path}`, body)
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      const { contacts, chats, note, contact } = answer.body
      return contacts?.[0].note ?? chats?.[0].contact.name ?? note ?? contact.name
    }
    const ana = encodeURIComponent('+54 9 11 2345-6789')
    expect(await heard('GET', '/contacts?search=ana&tag=vip&blocked=false&limit=7')).toBe(
      'GET /api/contacts?search=ana&tag=vip&blocked=false&limit=7 ',
    )
    expect(await heard('POST', '/contacts', { phone: '011 2345-6789', tags: ['vip'] })).toBe(
      'POST /api/contacts {"phone":"011 2345-6789","tags":["vip"]}',
    )
    expect(await heard('GET', `/contacts/${ana}`)).toBe(`GET /api/contacts/${ana} `)
    expect(await heard('PATCH', `/contacts/${ana}`, { name: null })).toBe(
      `PATCH /api/contacts/${ana} {"name":null}`,
    )
    expect(await heard('POST', `/contacts/${ana}/merge`, { with: '1' })).toBe(
      `POST /api/contacts/${ana}/merge {"with":"1"}`,
    )
    expect(await heard('POST', `/contacts/${ana}/block`)).toContain(`/api/contacts/${ana}/block`)
    expect(await heard('POST', `/contacts/${ana}/unblock`)).toContain('/unblock')
    expect(await heard('GET', '/chats?order=oldest&limit=3')).toBe(
      'GET /api/chats?order=oldest&limit=3 ',
    )
    expect(await heard('GET', '/chats/one')).toBe('GET /api/chats/one ')
    expect(await heard('POST', '/chats/one/read')).toBe('POST /api/chats/one/read ')
    expect((await its.ask('DELETE', `${base}/contacts/${ana}`)).status).toBe(204)
    expect(await its.ask('GET', `${base}/contacts/nobody`)).toMatchObject({
      status: 404,
      body: { code: 'unknown_contact' },
    })
  })

  it('is refused by the server where it fits no contract', async () => {
    const tenant = await its.create({ business_name: 'Refuser' })
    await using _bot = await startStandIn(its.server, tenant)
    const base = `/api/tenants/${tenant.slug}`
    for (const [method, path, body, field] of [
      ['GET', '/contacts?blocked=maybe', undefined, 'blocked'],
      ['GET', '/contacts?limit=0', undefined, 'limit'],
      ['GET', '/chats?order=loudest', undefined, 'order'],
      ['POST', '/contacts', { name: 'x' }, 'phone'],
      ['POST', '/contacts', { phone: 'Ana' }, 'phone'],
      ['PATCH', '/contacts/x', { note: 'x'.repeat(4001) }, 'note'],
      ['PATCH', '/contacts/x', { phone: '+5491123456789' }, 'phone'],
      ['POST', '/contacts/x/merge', {}, 'with'],
    ] as const) {
      const answer = await its.ask(method, `${base}${path}`, body)
      expect([answer.status, answer.body.errors?.[0]?.field], path).toEqual([400, field])
    }
  })

  it('is written down canonically, whatever the country, when a tenant is registered', async () => {
    const tenant = await its.create({
      business_name: 'Owned',
      owners: ['55 1234 5678', '+54 11 2345-6789'],
      timezone: 'America/Mexico_City',
    })
    const text = readFileSync(`${its.folder}/tenants/${tenant.slug}/config.json`, 'utf8')
    expect(text).toMatch(/"\+525512345678",\s*"\+5491123456789"/)
    const bad = await its.ask('POST', '/api/tenants', {
      business_name: 'Unowned',
      owners: ['1234 5678'],
      timezone: 'America/Mexico_City',
    })
    expect(bad).toMatchObject({ status: 400, body: { errors: [{ field: 'owners.0' }] } })
    expect(bad.body.detail).toContain('The area code is missing.')
  })
})
