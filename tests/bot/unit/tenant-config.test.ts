import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newTenantId } from '../../../common/domain/ids.ts'
import { openTenantConfig, readTenantConfig } from '../../../bot/tenant-config.ts'
import type { ConfigReading } from '../../../bot/tenant-config.ts'
import { until } from '../helpers/until.ts'

const id = newTenantId()
const minimal = {
  id,
  slug: 'mi-tienda',
  business_name: 'Mi Tienda',
  created_at: '2026-01-01T00:00:00Z',
}
const broken = (reading: ConfigReading) => ('broken' in reading ? reading.broken : 'it is fine')
const good = (reading: ConfigReading) => {
  if ('broken' in reading) throw new Error(reading.broken)
  return reading
}

describe('reading a config.json', () => {
  it('takes comments and trailing commas', () => {
    const text = `// a shop\n${JSON.stringify(minimal).slice(0, -1)}, /* here */ "language": "es-AR", }`
    expect(good(readTenantConfig(text)).config.language).toBe('es-AR')
  })

  it("gives missing keys the template's value, and the schema's where there is no template", () => {
    const template = '{ "currency": "ARS", "prompts": { "welcome_message": "hola" } }'
    const own = JSON.stringify({ ...minimal, prompts: { system_prompt: 'be kind' } })
    const { config } = good(readTenantConfig(own, template))
    expect(config).toMatchObject({
      currency: 'ARS',
      timezone: 'UTC',
      prompts: { welcome_message: 'hola', system_prompt: 'be kind' },
    })
  })

  it('keeps unknown keys, with a warning', () => {
    const { config, warnings } = good(
      readTenantConfig(JSON.stringify({ ...minimal, colour: 'red' })),
    )
    expect(config).toMatchObject({ colour: 'red' })
    expect(warnings).toEqual([expect.stringContaining('colour')])
  })

  it.each([
    ['{\n  "id": "x"\n  "slug": "y"\n}', 'line 3, column 3: comma expected'],
    [`{\n  "id": "${id}",\n`, 'line 3, column 1: '],
    ['', 'line 1, column 1: value expected'],
    [
      JSON.stringify({ ...minimal, currency: 'pesos' }, undefined, 2),
      'line 6, column 15: currency: must be a currency',
    ],
    [
      JSON.stringify({ ...minimal, prompts: { welcome_message: 7 } }, undefined, 2),
      'line 7, column 24: prompts.welcome_message: ',
    ],
    ['[]', 'line 1, column 1: Invalid input'],
    [`{ "id": "${id}" }`, 'line 1, column 1: slug: '],
  ])('says where %j is wrong', (text, where) => {
    expect(broken(readTenantConfig(text))).toContain(where)
  })
})

describe('an open config.json', () => {
  let folder: string
  const readings: ConfigReading[] = []
  const open = (tenantId: string = id) =>
    openTenantConfig({
      folder,
      templates: [],
      fresh: { id: tenantId, slug: 'mi-tienda', business_name: 'Mi Tienda' },
      changed: (reading) => readings.push(reading),
    })
  const file = () => join(folder, 'config.json')

  beforeEach(() => {
    readings.length = 0
    folder = mkdtempSync(join(tmpdir(), 'flotilla-config-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is made where there is none', () => {
    using config = open()
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ id, slug: 'mi-tienda' })
    expect(config.current().business_name).toBe('Mi Tienda')
  })

  it('is applied when it changes, also when it is replaced by renaming', async () => {
    using config = open()
    writeFileSync(`${file()}.new`, JSON.stringify({ ...minimal, business_name: 'Otra' }))
    renameSync(`${file()}.new`, file())
    await until(() => config.current().business_name === 'Otra', 'it is applied', 5000)
    writeFileSync(file(), JSON.stringify({ ...minimal, business_name: 'Una más' }))
    await until(() => config.current().business_name === 'Una más', 'it is applied again', 5000)
  })

  it('stays as it was when it breaks, and says where', async () => {
    using config = open()
    writeFileSync(file(), '{\n  "id": ')
    await until(() => config.warnings().length > 0, 'it is reported', 5000)
    expect(config.warnings()[0]).toContain('line 2, column 9')
    expect(config.current().business_name).toBe('Mi Tienda')
    writeFileSync(file(), JSON.stringify(minimal))
    await until(() => config.warnings().length === 0, 'it is mended', 5000)
  })

  it('refuses to begin with a broken one, or with that of another tenant', () => {
    writeFileSync(file(), '{\n  oops')
    expect(open).toThrow(/config\.json, line 2, column 3/)
    writeFileSync(file(), JSON.stringify({ ...minimal, id: newTenantId() }))
    expect(open).toThrow(/another tenant/)
  })
})
