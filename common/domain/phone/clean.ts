/** Why a text is not a number, before any country's rules are asked. */
export type TextRefusal =
  | 'empty'
  | 'characters'
  | 'extension'
  | 'two_numbers'
  | 'hidden'
  | 'group'
  | 'link'

/** The digits of a number, or why there are none. */
export type Cleaned =
  | { readonly digits: string; readonly isInternational: boolean }
  | { readonly refused: TextRefusal }

/**
 * Takes the digits out of what a person typed or pasted: a number with any punctuation, a line of
 * a contact card, a wa.me link, a WhatsApp address.
 */
export function clean(given: string): Cleaned {
  if (given.length > LONGEST) return { refused: 'characters' }
  const text = plain(given)
  if (text === '') return { refused: 'empty' }
  return fromAddress(text) ?? fromLink(text) ?? fromCard(text) ?? fromWriting(text)
}

/** In characters: a link may carry a greeting. */
const LONGEST = 1000

/** Marks that cannot be seen, signs and digits of other scripts, and dots and dashes of all kinds. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\p{M}\p{So}\p{Sk}]/gu, '')
    .replaceAll(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replaceAll(/[\p{Pd}\u2212\u30fc~]/gu, '-')
    .replaceAll(/[·•∙‧[\]{}]/g, ' ')
    .trim()

const international = (digits: string): Cleaned => ({ digits, isInternational: true })

/** `5215512345678:3@s.whatsapp.net` and its relatives. */
function fromAddress(text: string): Cleaned | undefined {
  const [, user = '', server] =
    /^(\S+?)(?:_\d+)?(?::\d+)?@(s\.whatsapp\.net|c\.us|g\.us|(?:hosted\.)?lid|broadcast|newsletter)$/i.exec(
      text,
    ) ?? []
  if (server === undefined) return undefined
  if (/lid$/i.test(server)) return { refused: 'hidden' }
  if (!/^(?:s\.whatsapp\.net|c\.us)$/i.test(server)) return { refused: 'group' }
  return /^\+?\d+$/.test(user)
    ? international(user.replace('+', ''))
    : { refused: user === 'status' ? 'group' : 'characters' }
}

function fromLink(text: string): Cleaned | undefined {
  if (!/\bwa\.me\/|\bwhatsapp\.com\/|\bwhatsapp:\/\//i.test(text)) return undefined
  const [, part = ''] = /(?:\bwa\.me\/|[?&]phone=)([^?&#/]*)/i.exec(text) ?? []
  const number = part.replaceAll(/%2B|%20|[+\s().-]/gi, '')
  return /^\d+$/.test(number) ? international(number) : { refused: 'link' }
}

/** Contact cards of WhatsApp carry the number as WhatsApp knows it. */
function fromCard(text: string): Cleaned | undefined {
  const [, number] = /\bwaid=(\d+)/i.exec(text) ?? []
  return number === undefined ? undefined : international(number)
}

const WORDS = [
  'tel[eé]fono|telefone|telephone|telf|tel|fono|fone|phone',
  'celular|cell|cel|m[oó]vil|mobile|mov|m[oó]bil',
  "what'?s ?app|wh?ats|wh?atsap|guas[aá]p|wsp|wpp|wapp|wa|zap|sms|callto",
  'n[uú]mero|number|n[uú]m|nro|no|contacto?|call',
  'mi|my|meu|es|is|de|do|del|casa|oficina|trabajo|home|work|personal',
].join('|')
const BEFORE = new RegExp(`^(?:(?:${WORDS})\\b[\\s.:,/#°=-]*)+(?=[+(\\d])`, 'iu')
const AFTER = new RegExp(`[\\s,(-]+(?:(?:${WORDS})\\b[\\s.:,/)-]*)+$`, 'iu')
/** `TEL;TYPE=CELL:` of a contact card. */
const CARD = /^(?:item\d+\.)?tel;[^:]*:/i
/** Brazilians write `0xx11` where the digits of a carrier go. */
const CARRIER = /\b0\s*(?:xx|\*\*)\s*(?=\d)/i
const WRAPPING = /^[\s*_"'“”‘’<>«»¡!?¿,.;:=]+|[\s*_"'“”‘’<>«»¡!?¿,.;:]+$/g

function fromWriting(text: string): Cleaned {
  const number = text
    .replace(CARD, '')
    .replaceAll(WRAPPING, '')
    .replace(CARRIER, '0')
    .replace(BEFORE, '')
    .replace(AFTER, '')
    .replaceAll(WRAPPING, '')
  if (!/\d/.test(number)) return { refused: 'characters' }
  if (isTwoNumbers(number)) return { refused: 'two_numbers' }
  if (EXTENSION.test(number)) return { refused: 'extension' }
  if (!/^\(?\s*\+?[\d\s()./_-]+$/.test(number.replace(/\+\)/, '+')))
    return { refused: 'characters' }
  const isInternational = number.includes('+')
  // A zero in brackets is for those who call within the country; Italy's belongs to the number.
  const written = isInternational && !/^\D*39/.test(number) ? number.replace('(0)', '') : number
  return { digits: written.replaceAll(/\D/g, ''), isInternational }
}

const EXTENSION =
  /\d\s*(?:[,;(-]*\s*(?:extensi[oó]n|ext|interno|int|anexo|ramal|x|#)[.:=]?|[,;]+)\s*\d{1,6}\)?$/iu

const digitsIn = (text: string): number => text.replaceAll(/\D/g, '').length

function isTwoNumbers(text: string): boolean {
  const parts = text.split(/[/,;|\n\r]|\s(?:o|u|y|e|ou|or|and|&)\s|(?<=\d.*)(?=\+)/iu).map(digitsIn)
  if (parts.filter((digits) => digits >= 7).length > 1) return true
  // A slash may follow an area code; behind a whole number it begins another.
  const [area, ...rest] = text.split('/').map(digitsIn)
  return rest.length > 0 && area !== undefined && area > 5
}
