import type { Device } from '../accounts/account.ts'
import { addressOf, e164 } from '../accounts/account.ts'
import type { Line } from '../delivery/connections.ts'
import { strikeAtLogin } from '../faults/connection-faults.ts'
import type { Network } from '../network.ts'
import type { ClientConnection, Hello } from '../wire/client-connection.ts'
import { el } from '../wire/node.ts'

/** Lets a linked device in, or begins to link a new one. */
export function greet(network: Network, connection: ClientConnection, hello: Hello): void {
  connection.delayMs = network.faults.standing('delay', undefined)?.ms ?? 0
  if (hello.payload.devicePairingData) network.pairing.begin(connection, hello)
  else logIn(network, connection, hello)
}

function logIn(network: Network, connection: ClientConnection, hello: Hello): void {
  const phone = String(hello.payload.username ?? '')
  const id = hello.payload.device ?? 0
  const fault = network.faults.take('failure', phone)
  if (fault) return refuse(network, connection, { phone, id, code: fault.code ?? 503 })
  const device = network.directory.device(phone, id)
  const account = network.directory.account(phone)
  if (!account || !device?.noiseKey.equals(hello.noiseKey)) {
    return refuse(network, connection, { phone, id, code: 401 })
  }
  connection.delayMs = network.faults.standing('delay', phone)?.ms ?? 0
  const line: Line = { connection, phone, device: id }
  replaceOlder(network, network.connections.attach(line))
  const { clock, events } = network
  connection.send(
    el('success', {
      t: Math.floor(clock.now() / 1000),
      lid: addressOf(account, 'lid', id),
      creation: Math.floor(device.linkedAt / 1000),
      location: 'sim',
      props: 27,
      display_name: account.name,
    }),
  )
  events.report({ type: 'login', phone: e164(phone), device: id })
  strikeAtLogin(network, line)
}

function refuse(
  { events }: Network,
  connection: ClientConnection,
  { phone, id, code }: { phone: string; id: number; code: number },
): void {
  const reason = code === 401 ? 'the device is not linked' : 'a fault'
  events.report({ type: 'login-refused', phone: e164(phone), device: id, code, reason })
  connection.end(`login refused with ${code}`, el('failure', { reason: code, location: 'sim' }))
}

function replaceOlder({ mailboxes, events }: Network, older: Line | undefined): void {
  if (!older) return
  mailboxes.close(older)
  const { phone, device, connection } = older
  const conflict = el('stream:error', {}, [el('conflict', { type: 'replaced' })])
  connection.end('replaced by a newer connection', conflict)
  events.report({ type: 'disconnected', phone: e164(phone), device, reason: 'replaced' })
}

/** The device is ready: it gets the phone's first messages, then what waited, then the present. */
export async function becomeActive(network: Network, line: Line, device: Device): Promise<void> {
  const { phones, mailboxes, events } = network
  if (!device.bootstrapped) await phones.bootstrap(device)
  const offline = await mailboxes.open(line)
  events.report({ type: 'active', phone: e164(line.phone), device: line.device, offline })
}

/** Takes a device off its account, as the phone's owner or the device itself does. */
export function unlink(network: Network, device: Device, by: 'phone' | 'companion'): void {
  const { connections, mailboxes, directory, events } = network
  const { phone, id } = device
  const line = connections.line(phone, id)
  directory.removeDevice(device)
  events.report({ type: 'unlinked', phone: e164(phone), device: id, by })
  if (!line) return
  mailboxes.close(line)
  const removed = el('stream:error', { code: 401 }, [el('conflict', { type: 'device_removed' })])
  line.connection.end('the device was unlinked', removed)
}
