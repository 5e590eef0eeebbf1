/** The server half of an address: phone numbers live at one, hidden ids (LIDs) at the other. */
export type Addressing = 'pn' | 'lid'

export interface Jid {
  readonly user: string
  readonly server: string
  /** 0 is the phone itself. */
  readonly device: number
}

/** The address of the service itself; Baileys compares with this very text, empty user included. */
export const SERVICE = '@s.whatsapp.net'

const HOSTS: Readonly<Record<Addressing, string>> = { pn: 's.whatsapp.net', lid: 'lid' }

/** Takes `user[_agent][:device]@server` apart; undefined when it is no address. */
export function parseJid(text: string | undefined): Jid | undefined {
  const parts = /^(\d+)(?:_\d+)?(?::(\d+))?@([a-z.]+)$/.exec(text ?? '')
  const [, user, device, server] = parts ?? []
  if (user === undefined || server === undefined) return undefined
  return { user, server: server === 'c.us' ? HOSTS.pn : server, device: Number(device ?? 0) }
}

/** `user@server`, or `user:device@server` for a companion. */
export const formatJid = (user: string, addressing: Addressing, device = 0): string =>
  device === 0 ? `${user}@${HOSTS[addressing]}` : `${user}:${device}@${HOSTS[addressing]}`
