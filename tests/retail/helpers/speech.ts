/** How a language says what was sold, for the generator. */
export interface Speech {
  readonly locale: string
  /** From nothing to fifteen; 1 and 2 are said as they go with the noun. */
  readonly numbers: readonly string[]
  readonly one: string
  readonly before: readonly string[]
  /** Those that are passive name no customer. */
  readonly verbs: readonly string[]
  readonly passive: RegExp
  readonly behind: readonly string[]
  readonly joints: readonly string[]
  readonly customers: readonly string[]
  readonly to: string
  /** Both are in no sentence that says `today`. */
  readonly days: readonly { readonly said: string; readonly booked: string }[]
  readonly today: RegExp
  readonly each: (money: string) => string
  readonly inAll: (money: string) => string
  readonly amounts: readonly {
    readonly quantity: number
    readonly kg: string
    readonly l: string
  }[]
  readonly plural: (name: string) => string
}

/** Each word of a name up to its `de` in the plural. */
const pluralBefore =
  (of: string, one: (word: string) => string) =>
  (name: string): string => {
    const words = name.split(' ')
    const end = words.indexOf(of)
    return words.map((word, index) => (end !== -1 && index >= end ? word : one(word))).join(' ')
  }

export const spanishSpeech: Speech = {
  locale: 'es-AR',
  numbers:
    ',,dos,tres,cuatro,cinco,seis,siete,ocho,nueve,diez,once,doce,trece,catorce,quince'.split(','),
  one: 'una',
  before: ['', '', 'hoy ', 'hola, ', 'bueno ', 'che ', 'ya ', 'recién ', 'anotá que ', 'Hoy '],
  verbs: ['vendí', 'vendi', 'VENDÍ', 'Vendimos', 'se vendieron', 'me compraron', 'acabo de vender'],
  passive: /se |me /,
  behind: ['', '', '.', '!!', ' gracias', ' hoy', ' 👍'],
  joints: [', ', ' y ', ' + ', ', y '],
  customers: ['Ana', 'doña Rosa', 'mi tía'],
  to: 'a',
  days: [
    { said: 'ayer', booked: 'yesterday' },
    { said: 'el lunes', booked: 'monday' },
  ],
  today: /hoy/i,
  each: (money) => `a ${money} cada una`,
  inAll: (money) => `por ${money}`,
  amounts: [
    { quantity: 0.5, kg: 'medio kilo de', l: 'medio litro de' },
    { quantity: 1, kg: 'un kilo de', l: 'un litro de' },
    { quantity: 1.5, kg: 'kilo y medio de', l: 'litro y medio de' },
    { quantity: 2, kg: '2 kg de', l: '2 litros de' },
    { quantity: 0.3, kg: '300 g de', l: '300 ml de' },
    { quantity: 2.5, kg: '2,5 kg de', l: 'dos litros y medio de' },
  ],
  plural: pluralBefore('de', (word) => {
    if (word.endsWith('s')) return word
    if (word.endsWith('ón')) return word.replace(/ón$/, 'ones')
    return /[aeioué]$/.test(word) ? `${word}s` : `${word}es`
  }),
}

export const portugueseSpeech: Speech = {
  locale: 'pt-BR',
  numbers: ',,dois,três,quatro,cinco,seis,sete,oito,nove,dez,onze,doze,treze,catorze,quinze'.split(
    ',',
  ),
  one: 'um',
  before: ['', '', 'hoje ', 'oi, ', 'então ', 'olha ', 'já ', 'anota aí ', 'bom dia, ', 'Hj '],
  verbs: ['vendi', 'Vendi', 'VENDI', 'eu vendi', 'vendemos', 'a gente vendeu', 'acabei de vender'],
  passive: /^$/,
  behind: ['', '', '.', '!!', ' obrigado', ' hoje', ' 👍'],
  joints: [', ', ' e ', ' + ', ', e '],
  customers: ['Ana', 'a Ana', 'dona Rosa', 'minha tia'],
  to: 'pra',
  days: [
    { said: 'ontem', booked: 'yesterday' },
    { said: 'na segunda', booked: 'monday' },
    { said: 'segunda-feira', booked: 'monday' },
  ],
  today: /hoje|hj/i,
  each: (money) => `a R$ ${money} cada`,
  inAll: (money) => `por ${money} reais`,
  amounts: [
    { quantity: 0.5, kg: 'meio quilo de', l: 'meio litro de' },
    { quantity: 1, kg: 'um quilo de', l: 'um litro de' },
    { quantity: 1.5, kg: 'um quilo e meio de', l: 'litro e meio de' },
    { quantity: 2, kg: '2 kg de', l: '2 litros de' },
    { quantity: 0.3, kg: '300 g de', l: '300 ml de' },
    { quantity: 2.5, kg: '2,5 kg de', l: 'dois litros e meio de' },
  ],
  plural: pluralBefore('de', (word) => {
    if (word.endsWith('s')) return word
    if (word.endsWith('el')) return word.replace(/el$/, 'éis')
    if (word.endsWith('ul')) return word.replace(/ul$/, 'uis')
    return word.endsWith('r') ? `${word}es` : `${word}s`
  }),
}

export const englishSpeech: Speech = {
  locale: 'en-US',
  numbers:
    ',,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen'.split(
      ',',
    ),
  one: 'a',
  before: ['', '', 'today ', 'hi, ', 'ok so ', 'hey ', 'also ', 'note that ', 'um ', 'Today '],
  verbs: ['sold', 'Sold', 'SOLD', 'I sold', 'we sold', 'just sold', "I've sold"],
  passive: /^$/,
  behind: ['', '', '.', '!!', ' thanks', ' today', ' 👍'],
  joints: [', ', ' and ', ' + ', ', and '],
  customers: ['Ana', 'Mrs Rosa', 'my aunt'],
  to: 'to',
  days: [
    { said: 'yesterday', booked: 'yesterday' },
    { said: 'on Monday', booked: 'monday' },
    { said: 'last Monday', booked: 'monday' },
  ],
  today: /today/i,
  each: (money) => `at $${money} each`,
  inAll: (money) => `for ${money} dollars`,
  amounts: [
    { quantity: 0.5, kg: 'half a kilo of', l: 'half a liter of' },
    { quantity: 1, kg: 'a kilo of', l: 'one liter of' },
    { quantity: 1.5, kg: 'a kilo and a half of', l: 'one and a half liters of' },
    { quantity: 2, kg: '2 kg of', l: '2 liters of' },
    { quantity: 0.3, kg: '300 g of', l: '300 ml of' },
    { quantity: 2.5, kg: '2.5 kg of', l: 'two and a half liters of' },
  ],
  plural: (name) => (name.endsWith('s') ? name : `${name}s`),
}
