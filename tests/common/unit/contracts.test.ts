import { describe, expect, it } from 'vitest'
import { outboundMessageSchema } from '../../../common/contracts/messages.ts'
import { newTenantSchema } from '../../../common/contracts/public-api.ts'
import { tenantConfigSchema } from '../../../common/domain/tenant-config.ts'

const fieldsOf = (result: {
  error?: { issues: { path: PropertyKey[] }[] } | undefined
}): string[] => (result.error?.issues ?? []).map((issue) => issue.path.join('.'))

describe('outbound message', () => {
  it('takes the short form for the long one', () => {
    const expected = { to: '+5491123456789', type: 'text', text: { body: 'hola' } }
    expect(outboundMessageSchema.parse({ to: '+5491123456789', text: 'hola' })).toEqual(expected)
    expect(outboundMessageSchema.parse(expected)).toEqual(expected)
  })

  it.each([
    [{ to: 'x', text: 'hola' }, 'to'],
    [{ to: '+5491123456789', text: '' }, 'text'],
    [{ to: '+5491123456789', text: '   ' }, 'text'],
    [{ to: '+5491123456789', text: 'a'.repeat(4097) }, 'text'],
    [{ to: '+5491123456789' }, 'text'],
    [{ text: 'hola' }, 'to'],
    [{ to: '+5491123456789', type: 'image', text: 'hola' }, 'image'],
    [{ to: '+5491123456789', type: 'smell', text: 'hola' }, 'type'],
  ])('refuses %j naming %s', (given, field) => {
    expect(fieldsOf(outboundMessageSchema.safeParse(given))).toContain(field)
  })
})

describe('new tenant', () => {
  it('accepts name for business_name', () => {
    expect(newTenantSchema.parse({ name: 'Mundo Apple' })).toEqual({ business_name: 'Mundo Apple' })
  })

  it.each([
    [{}, 'business_name'],
    [{ business_name: ' ' }, 'business_name'],
    [{ business_name: 'a', slug: '../up' }, 'slug'],
    [{ business_name: 'a', slug: 'Up' }, 'slug'],
    [{ business_name: 'a', owners: ['12'] }, 'owners.0'],
    [{ business_name: 'a', currency: 'pesos' }, 'currency'],
  ])('refuses %j naming %s', (given, field) => {
    expect(fieldsOf(newTenantSchema.safeParse(given))).toContain(field)
  })
})

describe('tenant config', () => {
  const least = {
    id: '01920000-0000-7000-8000-000000000000',
    slug: 'mundo-apple',
    business_name: 'Mundo Apple',
    created_at: '2026-11-25T10:00:00.000Z',
  }

  it('fills what is missing and keeps what it does not know', () => {
    const config = tenantConfigSchema.parse({ ...least, surprise: 1 })
    expect(config).toMatchObject({ vertical: 'plain', language: 'es', owners: [], surprise: 1 })
    expect(config.features.sales_enabled).toBe(true)
    expect(config.prompts.welcome_message).toBe('')
  })

  it.each([
    [{ timezone: 'Mars/Base' }, 'timezone'],
    [{ currency: 'peso' }, 'currency'],
    [{ owners: ['abc'] }, 'owners.0'],
    [{ features: { sales_enabled: 'yes' } }, 'features.sales_enabled'],
    [{ id: '1' }, 'id'],
  ])('refuses %j naming %s', (given, field) => {
    expect(fieldsOf(tenantConfigSchema.safeParse({ ...least, ...given }))).toContain(field)
  })
})
