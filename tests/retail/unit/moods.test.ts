import { describe, expect, it } from 'vitest'
import { readMessage } from '../../../bot/verticals/retail/language/read-message.ts'
import { readCorpus } from '../corpus.ts'
import { shopAt } from '../helpers/notation.ts'

/** What makes something else of a deed, before it and behind it. */
const LANGUAGES = {
  es: {
    verbs: /^(vendí|gasté|compré) /i,
    before:
      'no ,quizás ,si ,casi ,nunca ,Juan dice que ,mañana ,imaginate que ,soñé que ,no sé si ,ojalá ,la semana que viene ,el año pasado ,cuando ',
    behind: '?, o no, quizás, no, creo, mañana, mentira, broma, y se canceló, por mes, cada semana',
  },
  pt: {
    verbs: /^(vendi|gastei|comprei) /i,
    before:
      'não ,talvez ,se ,quase ,nunca ,o João disse que ,amanhã ,imagina que ,sonhei que ,não sei se ,tomara que ,semana passada ,ano passado ,quando ',
    behind:
      '?, ou não, talvez, não, eu acho, amanhã, mentira, brincadeira, e foi cancelado, por mês, toda semana',
  },
  en: {
    verbs: /^(sold|spent|bought) /i,
    before:
      "not ,maybe ,if ,almost ,never ,John says he ,my sister's boss ,imagine I ,I dreamt I ,not sure if I ,hopefully I ,next week ,last year ,when I ,I should have ,I might have ",
    behind:
      '?, or not, maybe, not, I think, tomorrow, if possible, just kidding, but it was cancelled, per month, every day',
  },
} as const

describe.each(Object.entries(LANGUAGES))('in %s', (code, { verbs, before, behind }) => {
  const deeds = readCorpus().filter(({ shop, steps: [step, ...others] }) => {
    const { says = '', expected = '' } = step ?? {}
    const isOne = others.length === 0 && !/ \+ |^ask |\n/.test(expected + says)
    return (
      shop.language.startsWith(code) &&
      isOne &&
      verbs.test(says) &&
      /^(sale|expense|buy) /.test(expected)
    )
  })
  const some = deeds.filter((_, index) => index % Math.ceil(deeds.length / 60) === 0)

  it.each([
    ...before.split(',').map((text) => `${text}…`),
    ...behind.split(',').map((text) => `…${text}`),
  ])('what is said as %j is never booked unasked', (around) => {
    expect(some.length).toBeGreaterThan(40)
    for (const { shop, steps } of some) {
      const says = steps[0]?.says.replace(/[.!]+$/, '') ?? ''
      const text = around.replace(
        '…',
        around.endsWith('…') ? says.charAt(0).toLowerCase() + says.slice(1) : says,
      )
      expect(readMessage(text, shopAt(shop)).kind, text).not.toBe('book')
    }
  })
})
