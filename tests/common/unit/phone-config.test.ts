import { describe, expect, it } from 'vitest'
import { tenantConfigSchema } from '../../../common/domain/tenant-config.ts'

const owners = tenantConfigSchema.shape.owners

describe('owners in config.json', () => {
  it('are canonical, however they are written', () => {
    const written = ['+52 1 55 1234 5678', '+54 11 2345-6789', 'wa.me/554187654321']
    expect(owners.parse(written)).toEqual(['+525512345678', '+5491123456789', '+5541987654321'])
  })

  it('are refused with the next step', () => {
    const read = owners.safeParse(['55 1234 5678'])
    expect(read.error?.issues[0]).toMatchObject({
      path: [0],
      message: expect.stringMatching(/^must be a phone number with its country code\. .*Write it/),
    })
  })
})
