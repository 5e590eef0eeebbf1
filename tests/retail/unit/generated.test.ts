import { expect, it } from 'vitest'
import { readMessage } from '../../../bot/verticals/retail/language/read-message.ts'
import { fc } from '../../property.ts'
import { generated } from '../helpers/generator.ts'
import { notationOf, shopAt } from '../helpers/notation.ts'

const shop = shopAt({ language: 'es-AR', currency: 'ARS', timezone: 'UTC', factor: 100 })

it(
  '5,000 sales that are in no corpus are booked as they were meant, or asked',
  { timeout: 60_000 },
  () => {
    let exact = 0
    const asked: string[] = []
    const runs = Number(process.env['UTTERANCES'] ?? 5000)
    fc.assert(
      fc.property(generated(shop), ({ says, booking }) => {
        const got = notationOf(readMessage(says, shop), shop)
        if (got === booking) exact += 1
        else {
          asked.push(`${says} → ${got}`)
          expect(got, says).toMatch(/^(ask|unclear)/)
          expect(got.replace('ask confirm ', ''), says).not.toMatch(/^sale/)
        }
      }),
      { numRuns: runs },
    )
    expect(exact / runs, asked.slice(0, 40).join('\n')).toBeGreaterThan(0.95)
  },
)
