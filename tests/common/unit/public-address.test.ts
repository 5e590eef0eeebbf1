import { createServer, get } from 'node:http'
import { expect, it } from 'vitest'
import {
  insistOnPublicHost,
  isPublicAddress,
  publicLookup,
} from '../../../common/kit/public-address.ts'

it.each([
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '223.255.255.254',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

it.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.19.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  '2002:7f00:1::',
  '2001:db8::1',
  'localhost',
  '',
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

it.each(['http://127.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://[::1]/', 'http://0/'])(
  'refuses %s however it is written',
  (url) => {
    expect(() => insistOnPublicHost(new URL(url))).toThrow('is not a public address')
  },
)

it('leaves names and public addresses to be looked up', () => {
  insistOnPublicHost(new URL('https://example.com/'))
  insistOnPublicHost(new URL('https://8.8.8.8/'))
})

it('does not connect to a name that leads to a private address', async () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const failed = await new Promise<Error>((resolve) => {
    get({ host: 'localhost', port, lookup: publicLookup }).once('error', resolve)
  })
  expect(failed).toMatchObject({ code: 'ENOTPUBLIC' })
  expect(asked).toBe(0)
  server.close()
})
