import { describe, expect, it } from 'vitest'
import { tenantConfigSchema, tenantConfigSchemaFor } from '../../../common/domain/tenant-config.ts'

const owners = tenantConfigSchema.shape.owners

describe('owners in config.json', () => {
  it('are canonical, however they are written', () => {
    const written = ['+52 1 55 1234 5678', '+54 11 2345-6789', 'wa.me/554187654321']
    expect(owners.parse(written)).toEqual(['+525512345678', '+5491123456789', '+5541987654321'])
  })

  it('may be written as in the country of the business', () => {
    const read = (given: object) =>
      tenantConfigSchemaFor(given).pick({ owners: true, phone_number: true }).parse(given)
    const timezone = 'America/Mexico_City'
    const canonical = ['+525512345678']
    expect(read({ timezone, owners: ['55 1234 5678'] }).owners).toEqual(canonical)
    expect(read({ timezone, owners: ['044 55 1234 5678'] }).owners).toEqual(canonical)
    expect(read({ phone_number: '+52 55 9999 8888', owners: ['55 1234-5678'] }).owners).toEqual(
      canonical,
    )
    expect(
      read({ currency: 'ARS', phone_number: '11 15-2345-6789', owners: ['351 515-1234'] }),
    ).toMatchObject({
      phone_number: '+5491123456789',
      owners: ['+5493515151234'],
    })
  })

  it('are refused with the next step', () => {
    const read = owners.safeParse(['55 1234 5678'])
    expect(read.error?.issues[0]).toMatchObject({
      path: [0],
      message: expect.stringMatching(/^must be a phone number with its country code\. .*Write it/),
    })
  })
})
