import { lookup as resolve } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { LookupFunction } from 'node:net'

/** Whatever is not the open internet: loopback, private, link-local, shared, reserved, multicast. */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
] as const
/** All that is public so far lies in 2000::/3; NAT64 leads to IPv4, whatever that is. */
const GLOBAL_IPV6 = new BlockList()
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6')

const blocked = new BlockList()
for (const range of NOT_PUBLIC) {
  const [net = '', bits] = range.split('/')
  blocked.addSubnet(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4')
}

/** A name or an address that leads into a private network, and is not asked. */
export class NotPublic extends Error {
  override readonly name = 'NotPublic'
  readonly code = 'ENOTPUBLIC'

  constructor(host: string) {
    super(`${host} is not a public address`)
  }
}

/** Whether an IP address, v4 or v6, is one of the open internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !blocked.check(address, 'ipv4')
  return version === 6 && GLOBAL_IPV6.check(address, 'ipv6') && !blocked.check(address, 'ipv6')
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Whether an address that is not public is written out in a URL: those are never looked up. */
export function isWrittenPrivate(url: URL): boolean {
  const host = hostOf(url)
  return isIP(host) !== 0 && !isPublicAddress(host)
}

/**
 * Refuses an address that is written out in a URL.
 * @throws {NotPublic}
 */
export function insistOnPublicHost(url: URL): void {
  if (isWrittenPrivate(url)) throw new NotPublic(hostOf(url))
}

/**
 * For the `lookup` option of a request: gives only public addresses, and an error when a name has
 * none. It decides about the very address that is connected to, so that a name cannot answer one
 * thing when it is checked and another when it is used.
 */
export const publicLookup: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '')
    const open = found.filter(({ address }: LookupAddress) => isPublicAddress(address))
    const [first] = open
    if (!first) return callback(new NotPublic(host), '')
    if (options.all) callback(null, open)
    else callback(null, first.address, first.family)
  })
}
