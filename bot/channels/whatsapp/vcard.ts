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
