import { expect, it } from 'vitest'
import { readMessage } from '../../../bot/verticals/retail/language/read-message.ts'
import { fc } from '../../property.ts'
import { generated } from '../helpers/generator.ts'
import { notationOf, shopAt } from '../helpers/notation.ts'
import { englishSpeech, portugueseSpeech, spanishSpeech } from '../helpers/speech.ts'

it.each([
  { count: 5000, speech: spanishSpeech, language: 'es-AR', currency: 'ARS' },
  { count: 1000, speech: portugueseSpeech, language: 'pt-BR', currency: 'BRL' },
  { count: 1000, speech: englishSpeech, language: 'en-US', currency: 'USD' },
])(
  '$count sales in $language that are in no corpus are booked as they were meant, or asked',
  { timeout: 60_000 },
  ({ count, speech, language, currency }) => {
    const shop = shopAt({ language, currency, timezone: 'UTC', factor: 100 })
    let exact = 0
    const asked: string[] = []
    const runs = Number(process.env['UTTERANCES'] ?? count)
    fc.assert(
      fc.property(generated(shop, speech), ({ says, booking }) => {
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
