import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Counter } from '../helpers/counter.ts'

const HOUR = 3_600_000
const DAYS = ['09:00-13:00', '16:00-20:00']
const HOURS = {
  monday: DAYS,
  tuesday: DAYS,
  wednesday: DAYS,
  thursday: DAYS,
  friday: DAYS,
  saturday: ['10:00-14:00'],
  closed: ['2026-03-24'],
}

const COLOURS =
  'roja azul verde negra blanca gris rosa lila beige marron ocre bronce cobre marfil turquesa violeta naranja celeste bordo fucsia crema coral'.split(
    ' ',
  )

describe('at the counter', () => {
  let shop: Counter

  beforeEach(async () => {
    shop = await Counter.open({ hours: HOURS })
    await shop.say('agregá pulsera dorada precio 2000 costo 750 stock 50')
    await shop.say('agregá pulsera plateada precio 1800 costo 700 stock 4')
    await shop.say('agregá gorra precio 1200 costo 500')
    await shop.say('agregá queso a 9000 el kilo')
    await shop.say('me quedan 5 kilos de queso')
  })
  afterEach(async () => {
    await shop[Symbol.asyncDispose]()
  })

  it('an owner hears what runs out, as config.json or the product says', async () => {
    expect(await shop.say('vendí una pulsera dorada')).not.toContain('⚠️')
    const sold = await shop.say('vendí 2 pulseras plateadas')
    expect(sold).toContain('\n⚠️ Quedan 2 × pulsera plateada\n«deshacer»')
    expect(await shop.say('vendí una pulsera plateada')).toContain('⚠️ Queda 1 × pulsera plateada')
    expect(await shop.say('qué me falta')).toBe('pulsera plateada: 1')
    expect(await shop.say('vendí una pulsera plateada')).toContain('⚠️ No queda nada de pulsera')
    shop.config = { ...shop.config, inventory: { low_stock: 49.5 } }
    expect(await shop.say('vendí medio kilo de queso')).toContain('⚠️ Quedan 4,5 kg de queso')
    expect(await shop.say('qué me falta')).toContain('pulsera dorada: 49')
    shop.config = { ...shop.config, features: { inventory_enabled: false } }
    expect(await shop.say('vendí una pulsera dorada')).not.toContain('⚠️')
  })

  it('a customer hears hours by the week, the day and the minute', async () => {
    expect(await shop.ask('qué horario tienen?')).toBe(
      [
        'Lunes a viernes: de 09:00 a 13:00 y de 16:00 a 20:00',
        'Sábado: de 10:00 a 14:00',
        'Domingo: cerrado',
        'El martes 24/03: cerrado.',
        'Ahora está abierto, hasta las 13:00.',
      ].join('\n'),
    )
    expect(await shop.ask('y mañana?')).toBe('Mañana jueves: de 09:00 a 13:00 y de 16:00 a 20:00.')
    expect(await shop.ask('abren los domingos?')).toBe('El domingo 15/03: cerrado.')
    shop.clock.advance(9 * HOUR)
    expect(await shop.ask('están abiertos?')).toBe(
      'Ahora está cerrado. Abrimos mañana jueves a las 09:00.',
    )
    const handed = await shop.attend('quiero hablar con una persona')
    expect(handed?.wantsPerson).toBe(true)
    expect(handed?.texts).toEqual([
      'Listo. Te responde una persona por aquí en cuanto pueda. Ahora está cerrado. Abrimos mañana jueves a las 09:00.',
    ])
  })

  it('a customer is told of no hours that nobody has written down, and that once', async () => {
    shop.config = {}
    expect(await shop.ask('a qué hora abren?')).toContain('Eso no lo sé responder.')
    expect(await shop.ask('y mañana a qué hora abren?')).toBe('')
    expect(await shop.ask('sí')).toContain('Te responde una persona')
  })

  it('a customer hears prices, and never cost, profit or how much there is', async () => {
    expect(await shop.ask('tenés pulseras?')).toBe(
      '1) pulsera dorada: $ 2.000,00\n2) pulsera plateada: $ 1.800,00',
    )
    expect(await shop.ask('cuánto sale el queso')).toBe('queso: $ 9.000,00 el kilo.')
    expect(await shop.ask('hay pulsera dorada?')).toBe('Sí, tenemos pulsera dorada: $ 2.000,00.')
    // Nobody has counted them.
    expect(await shop.ask('hay gorras?')).toBe('gorra: $ 1.200,00.')
    expect(await shop.ask('cuántas pulseras doradas te quedan?')).not.toMatch(/50/)
    expect(await shop.ask('tenés pulsera roja?')).toMatch(/^Eso no está en el catálogo[^]*«sí»\.$/)
    await shop.say('vendí 4 pulseras plateadas')
    expect(await shop.ask('hay pulsera plateada?')).toBe('Por ahora no hay pulsera plateada.')
    shop.config = { hours: HOURS, features: { inventory_enabled: false } }
    expect(await shop.ask('hay pulsera plateada?')).toBe('pulsera plateada: $ 1.800,00.')
  })

  it('what is not known is said once in a conversation, and again in the next', async () => {
    expect(await shop.ask('asdf qwer')).toContain('Eso no lo sé responder.')
    expect(await shop.ask('vendí 3 gorras')).toBe('')
    expect(await shop.ask('vendí 3 gorras', 'another')).toContain('Eso no lo sé responder.')
    shop.clock.advance(13 * HOUR)
    expect(await shop.ask('vendí 3 gorras')).toContain('Eso no lo sé responder.')
  })

  it('a long catalogue comes a page at a time', async () => {
    for (const colour of COLOURS) await shop.say(`agregá caja ${colour} a 10`)
    const first = await shop.ask('lista de precios')
    expect(first.split('\n')).toHaveLength(21)
    expect(first).toContain('Escribe «más» para ver el resto.')
    const rest = await shop.ask('más')
    expect(rest).toMatch(/^21\) /)
    expect(rest).not.toContain('«más»')
    expect(await shop.ask('más')).toBe('')
    const boxes = await shop.ask('tenés cajas?')
    expect(boxes.split('\n')).toHaveLength(21)
    expect(await shop.ask('más')).toBe('21) caja crema: $ 10,00\n22) caja coral: $ 10,00')
    expect(await shop.ask('precio de la gorra')).toBe('gorra: $ 1.200,00.')
    expect(await shop.ask('lista de precios')).toBe(first)
    expect(await shop.ask('3')).toBe('gorra: $ 1.200,00.')
  })

  it('what is far too long, or much of the same, is answered like anything else', async () => {
    const page = await shop.ask('pulsera, '.repeat(5000))
    expect(page).toBe('1) pulsera dorada: $ 2.000,00\n2) pulsera plateada: $ 1.800,00')
    expect(await shop.ask(`tienen ${'x'.repeat(60)}?`)).toMatch(/^Eso no lo sé responder/)
    expect(await shop.ask(`${'x '.repeat(9000)} quiero una persona`)).toBe('')
  })

  it('a customer is answered in Portuguese and English too', async () => {
    shop.config = { hours: HOURS, language: 'pt-BR', currency: 'ARS' }
    expect(await shop.ask('oi', 'um')).toMatch(/^Olá! Sou o assistente de Mundo Joyas/)
    expect(await shop.ask('qual o horário?', 'um')).toBe(
      [
        'Segunda a sexta: das 09:00 às 13:00 e das 16:00 às 20:00',
        'Sábado: das 10:00 às 14:00',
        'Domingo: fechado',
        'Terça, 24/03: fechado.',
        'Agora está aberto, até as 13:00.',
      ].join('\n'),
    )
    expect(await shop.ask('e amanhã?', 'um')).toMatch(/^Amanhã, quinta: das 09:00 às 13:00 e/)
    shop.config = { hours: HOURS, language: 'en', currency: 'ARS' }
    expect(await shop.ask('what are your hours?', 'one')).toBe(
      [
        'Monday to Friday: 09:00 to 13:00 and 16:00 to 20:00',
        'Saturday: 10:00 to 14:00',
        'Sunday: closed',
        'Tuesday, 2026-03-24: closed.',
        'We are open now, until 13:00.',
      ].join('\n'),
    )
    shop.clock.advance(9 * HOUR)
    expect(await shop.ask('are you open?', 'one')).toBe(
      'We are closed now. We open tomorrow, Thursday, at 09:00.',
    )
    expect(await shop.ask('do you deliver?', 'one')).toContain(
      'Would you like to talk to a person?',
    )
  })

  it('a language that is not spoken is none of its business', async () => {
    shop.config = { language: 'fr' }
    expect(await shop.attend('bonjour')).toBeUndefined()
  })
})
