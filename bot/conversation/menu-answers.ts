import type { MenuOption } from '../../common/domain/menu.ts'

/**
 * The option that an answer means: its number in figures or words, its title, or both. What could
 * mean two options, or is only nearly a title, means none.
 * @param options in the order of their numbers
 */
export function chosenOption(
  options: readonly MenuOption[],
  answer: string,
): MenuOption | undefined {
  // Whoever asks has not chosen.
  if (/[?¿]/.test(answer)) return undefined
  const whole = wordsOf(answer)
  const plain = withoutManners(whole)
  if (plain === '') return undefined
  const titles = options.map(({ title }) => wordsOf(title))
  const named = options.filter(
    (_, index) => titles[index] === whole || (titles[index] === plain && titles[index] !== ''),
  )
  const numbered = byNumber(options, titles, plain)
  const meant = new Set(numbered ? [...named, numbered] : named)
  const [only] = meant
  return meant.size === 1 ? only : undefined
}

/** Lower case, without accents, signs and emoji: `2️⃣`, `2)` and `*2*` are all `2`. */
const wordsOf = (text: string): string =>
  text
    .replaceAll(/\bn[º°]/gi, 'numero ')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    // Letters such as ß are only the same in capitals.
    .toUpperCase()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const MANNERS = /(?: (?:por favor|porfavor|porfa|please|gracias|obrigad[oa]))+$/
const BEFORE_NUMBER =
  /^(?:(?:la|el|lo|the|a|o|opcion|opcao|option|numero|nro|num|number|quiero|elijo) )+/

const withoutManners = (words: string): string => ` ${words}`.replace(MANNERS, '').trim()

function byNumber(
  options: readonly MenuOption[],
  titles: readonly string[],
  words: string,
): MenuOption | undefined {
  const [first = '', ...rest] = words.replace(BEFORE_NUMBER, '').split(' ')
  const number = numberOf(first)
  if (number === undefined) return undefined
  const title = titles[number - 1]
  return rest.length === 0 || rest.join(' ') === title ? options[number - 1] : undefined
}

/** How people write the numbers of a menu, in the languages of our tenants' customers. */
const NUMBER_WORDS: readonly string[] = [
  'uno una um uma one primer primero primera primeiro primeira first',
  'dos dois duas two segundo segunda second',
  'tres three tercer tercero tercera terceiro terceira third',
  'cuatro quatro four cuarto cuarta quarto quarta fourth',
  'cinco five quinto quinta fifth',
  'seis six sexto sexta sixth',
  'siete sete seven septimo septima setimo setima seventh',
  'ocho oito eight octavo octava oitavo oitava eighth',
  'nueve nove nine noveno novena nono nona ninth',
  'diez dez ten decimo decima tenth',
]

const NUMBERS: ReadonlyMap<string, number> = new Map(
  NUMBER_WORDS.flatMap((words, index) =>
    words.split(' ').map((word) => [word, index + 1] as const),
  ),
)

const ORDINAL = /^(\d{1,2})(?:o|a|er|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na|st|nd|rd|th)?$/

function numberOf(word: string): number | undefined {
  const [, figures] = ORDINAL.exec(word) ?? []
  return figures === undefined ? NUMBERS.get(word) : Number(figures)
}
