import type { ChannelIdentity } from '../channel.ts'
import type { Phone } from '../../../common/domain/ids.ts'
import { phoneOfDigits } from '../../../common/domain/phone.ts'

/** WhatsApp's addresses are taken apart here and nowhere else. */
export interface Jid {
  readonly user: string
  readonly server: string
  readonly device: number
}

/** @returns undefined for what is no address of the form `user[_agent][:device]@server` */
export function parseJid(text: string | undefined): Jid | undefined {
  const [, user, device, server] =
    /^([^@:_]+)(?:_\d+)?(?::(\d+))?@([a-z.]+)$/.exec(text ?? '') ?? []
  if (user === undefined || server === undefined) return undefined
  return { user, server, device: Number(device ?? 0) }
}

/** The address of a person rather than of one of its devices. */
export function withoutDevice(text: string): string {
  const jid = parseJid(text)
  return jid ? `${jid.user}@${jid.server}` : text
}

/** @param digits one of the forms in which WhatsApp may know a number */
export const jidOfDigits = (digits: string): string => `${digits}@s.whatsapp.net`

/** The canonical number in an address, if it carries one. */
export function phoneOfJid(text: string | undefined): Phone | undefined {
  const jid = parseJid(text)
  if (jid?.server !== 's.whatsapp.net' || !/^\d+$/.test(jid.user)) return undefined
  return phoneOfDigits(jid.user)
}

const GROUPS = 'g.us'

export const isGroup = (text: string): boolean => parseJid(text)?.server === GROUPS

/** What an address says of the person or group behind it. */
export function identityOf(text: string | undefined): ChannelIdentity | undefined {
  const phone = phoneOfJid(text)
  if (phone) return { kind: 'phone', value: phone }
  const jid = parseJid(text)
  if (jid?.server === GROUPS) return { kind: 'group', value: `${jid.user}@${GROUPS}` }
  return jid?.server === 'lid' ? { kind: 'lid', value: jid.user } : undefined
}

/** Whether an address is a person's: not a group, a status, a channel or the server itself. */
export const isPerson = (text: string): boolean => {
  const server = parseJid(text)?.server
  return server === 's.whatsapp.net' || server === 'lid'
}
