import { describe, expect, it } from 'vitest'
import { SPOKEN, languageOf, notSpoken } from '../../../bot/verticals/retail/language/languages.ts'
import { retail } from '../../../bot/verticals/retail/retail.ts'
import { newTenantId } from '../../../common/domain/ids.ts'
import { tenantConfigSchema } from '../../../common/domain/tenant-config.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { systemClock } from '../../../common/kit/clock.ts'

const tags = Object.keys(SPOKEN)

describe('the languages of the books', () => {
  it.each(tags)('%s is found by its tag, with or without a country', async (tag) => {
    const language = await languageOf(tag)
    expect(language).toBeDefined()
    expect(await languageOf(`${tag}-XX`)).toBe(language)
  })

  it.each(['fr', 'constructor', '', 'est'])('%j is none of them', async (tag) => {
    expect(await languageOf(tag)).toBeUndefined()
  })

  it('are named to an owner whose language they do not speak, and nothing is booked', async () => {
    const db = queriesOver<{ retail_bookings: { id: string } }>(openSqlite(':memory:'))
    await migrate(db, 'vertical:retail', retail.migrations)
    const tenantId = newTenantId()
    const business = tenantConfigSchema.parse({
      id: tenantId,
      slug: 'la-boutique',
      business_name: 'La boutique',
      language: 'fr-FR',
      currency: 'EUR',
      timezone: 'Europe/Paris',
      created_at: '2026-03-11T12:00:00Z',
    })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a bot's database has other tables too
    const ground = { db: db as never, tenantId, clock: systemClock }
    const message = { turn: 't', chat: 'c', text: "j'ai vendu 2 gorras", business }
    const act = await retail.assist?.(message, ground)
    expect(await act?.run(ground.db)).toEqual([notSpoken('fr-FR')])
    expect(notSpoken('fr-FR')).toContain('español (es)')
    expect(await db.selectFrom('retail_bookings').selectAll().execute()).toEqual([])
  })
})
