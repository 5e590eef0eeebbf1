import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { serverForThisFile } from './helpers/server-fixture.ts'

const its = serverForThisFile()

beforeAll(() => its.create({ name: 'Ñandú & Cía.' }))

describe('bad input', () => {
  it.each<[string, string, string, unknown, number, string, string?]>([
    ['an unknown tenant', 'GET', '/api/tenants/nobody', undefined, 404, 'unknown_tenant'],
    [
      'an unknown id',
      'POST',
      '/api/tenants/01890000-0000-7000-8000-000000000000/start',
      undefined,
      404,
      'unknown_tenant',
    ],
    ['an unknown address', 'GET', '/api/nothing', undefined, 404, 'not_found'],
    ['bad JSON', 'POST', '/api/tenants', '{"name":', 400, 'invalid_request', 'body'],
    ['no body', 'POST', '/api/tenants', undefined, 400, 'invalid_request', 'body'],
    ['no name', 'POST', '/api/tenants', {}, 400, 'invalid_request', 'business_name'],
    [
      'an unknown field',
      'POST',
      '/api/tenants',
      { name: 'Abc', color: 'red' },
      400,
      'invalid_request',
      'color',
    ],
    [
      'a bad owner',
      'POST',
      '/api/tenants',
      { name: 'Abc', owners: ['12'] },
      400,
      'invalid_request',
      'owners.0',
    ],
    [
      'a bad time zone',
      'POST',
      '/api/tenants',
      { name: 'Abc', timezone: 'Mars' },
      400,
      'invalid_request',
      'timezone',
    ],
    [
      'a bad currency',
      'POST',
      '/api/tenants',
      { name: 'Abc', currency: 'pesos' },
      400,
      'invalid_request',
      'currency',
    ],
    [
      'a name without letters',
      'POST',
      '/api/tenants',
      { name: '123' },
      400,
      'invalid_request',
      'slug',
    ],
    [
      'a slug that climbs',
      'POST',
      '/api/tenants',
      { name: 'Abc', slug: '../../etc' },
      400,
      'invalid_request',
      'slug',
    ],
    [
      'a slug with dots',
      'POST',
      '/api/tenants',
      { name: 'Abc', slug: '..' },
      400,
      'invalid_request',
      'slug',
    ],
    ['an encoded climb', 'GET', '/api/tenants/..%2F..%2Fetc', undefined, 404, 'unknown_tenant'],
    [
      'a live tenant to restore',
      'POST',
      '/api/tenants/nandu-cia/restore',
      undefined,
      409,
      'not_removed',
    ],
    [
      'a bad phone',
      'POST',
      '/api/tenants/nandu-cia/messages',
      { to: '1', text: 'x' },
      400,
      'invalid_request',
      'to',
    ],
    [
      'an empty text',
      'POST',
      '/api/tenants/nandu-cia/messages',
      { to: '+5491123456789', text: '' },
      400,
      'invalid_request',
      'text',
    ],
    [
      'an over-long text',
      'POST',
      '/api/tenants/nandu-cia/messages',
      { to: '+5491123456789', text: 'x'.repeat(4097) },
      400,
      'invalid_request',
      'text',
    ],
    [
      'a bad limit',
      'GET',
      '/api/tenants/nandu-cia/messages?limit=0',
      undefined,
      400,
      'invalid_request',
      'limit',
    ],
    [
      'a bad message id',
      'GET',
      '/api/tenants/nandu-cia/messages/5',
      undefined,
      400,
      'invalid_request',
      'id',
    ],
  ])(
    '%s is answered clearly and changes nothing',
    async (_, method, path, body, status, code, field) => {
      const before = (await its.ask('GET', '/api/tenants')).body.tenants.length
      const answer = await its.ask(method, path, body, typeof body === 'string' ? {} : undefined)
      expect(answer.body).toMatchObject({ status, code })
      expect(answer.status).toBe(status)
      expect(answer.headers.get('content-type')).toMatch('application/problem+json')
      if (field)
        expect(answer.body.errors.map((one: { field: string }) => one.field)).toContain(field)
      expect((await its.ask('GET', '/api/tenants')).body.tenants).toHaveLength(before)
    },
  )

  it('a slug that is taken, by a tenant or by a folder, is refused', async () => {
    const taken = await its.ask('POST', '/api/tenants', { name: 'B', slug: 'nandu-cia' })
    expect(taken).toMatchObject({ status: 409, body: { code: 'slug_taken' } })
    mkdirSync(join(its.folder, 'tenants', 'lonely'))
    const lonely = await its.ask('POST', '/api/tenants', { name: 'B', slug: 'lonely' })
    expect(lonely).toMatchObject({ status: 409, body: { code: 'slug_taken' } })
  })

  it.each([
    '/api/tenants',
    '/API/tenants',
    '/api/tenants/',
    '/internal/installation',
    '/Internal/Installation',
    '/internal/fleet/mend',
    '/healthz/../api/tenants',
    '/nothing',
  ])('%s wants the admin key', async (path) => {
    for (const authorization of ['', 'Bearer wrong', 'Basic abc']) {
      const answer = await its.ask('GET', path, undefined, { authorization })
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
    }
  })

  it('a wrong key is noticed before a broken body', async () => {
    const answer = await its.ask('POST', '/api/tenants', '{', { authorization: 'Bearer no' })
    expect(answer.status).toBe(401)
  })
})
