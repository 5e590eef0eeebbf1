import type { ContactCard } from '../../../common/contracts/content/contacts.ts'

const escaped = (text: string | undefined): string =>
  (text ?? '').replaceAll(/[\\,;]/g, '\\$&').replaceAll(/\r?\n/g, '\\n')

const joined = (parts: readonly (string | undefined)[]): string => parts.map(escaped).join(';')

const typed = (name: string, type: string | undefined, value: string, more = ''): string =>
  `${name}${type === undefined ? '' : `;type=${type.replaceAll(/[^\w-]/g, '')}`}${more}:${value}`

/** A card as WhatsApp carries it: vCard 3.0, with `waid` at numbers that are known to be there. */
export function toVcard(card: ContactCard): string {
  const { name, org, birthday } = card
  const parts = [name.last_name, name.first_name, name.middle_name, name.prefix, name.suffix]
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${joined(parts.every((part) => part === undefined) ? ['', name.formatted_name, '', '', ''] : parts)}`,
    `FN:${escaped(name.formatted_name)}`,
    ...(org ? [`ORG:${joined([org.company, org.department])}`] : []),
    ...(org?.title === undefined ? [] : [`TITLE:${escaped(org.title)}`]),
    ...(card.phones ?? []).map(({ phone, type, wa_id }) =>
      typed('TEL', type, escaped(phone), wa_id === undefined ? '' : `;waid=${digits(wa_id)}`),
    ),
    ...(card.emails ?? []).map(({ email, type }) => typed('EMAIL', type, escaped(email))),
    ...(card.urls ?? []).map(({ url, type }) => typed('URL', type, escaped(url))),
    ...(card.addresses ?? []).map((at) =>
      typed('ADR', at.type, joined(['', '', at.street, at.city, at.state, at.zip, at.country])),
    ),
    ...(birthday === undefined ? [] : [`BDAY:${birthday}`]),
    'END:VCARD',
  ].join('\n')
}

const digits = (text: string): string => text.replaceAll(/\D/g, '')

/** A card as it was read; whoever wrote it may have left anything out. */
type ReadCard = Pick<ContactCard, 'name'> & {
  readonly phones?: readonly { phone: string; type?: string; wa_id?: string }[]
  readonly emails?: readonly { email: string; type?: string }[]
  readonly urls?: readonly { url: string; type?: string }[]
  readonly org?: { company?: string; title?: string }
  readonly birthday?: string
}

/**
 * What a vCard says, as far as Meta's Cloud API has a word for it. Never throws: people send
 * nonsense.
 * @param displayName the name that goes along with the card
 */
export function readVcard(vcard: string, displayName: string): ReadCard {
  const lines = propertiesOf(vcard)
  const values = (name: string) => lines.filter((line) => line.name === name)
  const [family, given, middle] = (values('N')[0]?.parts ?? []).map((part) => part || undefined)
  const phones = values('TEL').map(({ value, params }) => ({
    phone: value,
    ...kindOf(params),
    ...(params['WAID'] && { wa_id: params['WAID'] }),
  }))
  const emails = values('EMAIL').map(({ value, params }) => ({ email: value, ...kindOf(params) }))
  const urls = values('URL').map(({ value, params }) => ({ url: value, ...kindOf(params) }))
  const [company] = values('ORG')[0]?.parts ?? []
  const title = values('TITLE')[0]?.value
  const birthday = values('BDAY')[0]?.value
  return {
    name: {
      formatted_name: values('FN')[0]?.value || displayName,
      ...(given !== undefined && { first_name: given }),
      ...(middle !== undefined && { middle_name: middle }),
      ...(family !== undefined && { last_name: family }),
    },
    ...(phones.length > 0 && { phones }),
    ...(emails.length > 0 && { emails }),
    ...(urls.length > 0 && { urls }),
    ...((company || title) && { org: { ...(company && { company }), ...(title && { title }) } }),
    ...(birthday && { birthday }),
  }
}

interface Property {
  readonly name: string
  readonly params: Readonly<Record<string, string>>
  readonly value: string
  /** The value taken apart at its semicolons. */
  readonly parts: readonly string[]
}

function propertiesOf(vcard: string): readonly Property[] {
  // A line that begins with a space goes on with the one before.
  const lines = vcard.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/)
  return lines.flatMap((line) => {
    const [, head, raw] = /^([^:]+):(.*)$/.exec(line) ?? []
    if (head === undefined || raw === undefined) return []
    const [whole = '', ...given] = head.split(';')
    const params = given.map((param) => {
      const [name = '', value] = param.split('=')
      return value === undefined ? ['TYPE', name] : [name.toUpperCase(), value]
    })
    const parts = raw.split(/(?<!\\);/).map(plain)
    return [
      {
        // Phones group lines that belong together: `item1.TEL`.
        name: whole.replace(/^\w+\./, '').toUpperCase(),
        params: Object.fromEntries(params),
        value: plain(raw),
        parts,
      },
    ]
  })
}

const plain = (text: string): string =>
  text.replaceAll(/\\(.)/g, (_, next: string) => (next.toLowerCase() === 'n' ? '\n' : next))

const kindOf = (params: Readonly<Record<string, string>>): { type?: string } => {
  const type = params['TYPE']
  return type ? { type: type.toUpperCase() } : {}
}
