import { e164 } from '../accounts/account.ts'
import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import { el } from '../wire/node.ts'
import type { ClientConnection } from '../wire/client-connection.ts'
import { CONNECTION_FAULTS } from './fault-book.ts'
import type { ConnectionFaultKind, Fault } from './fault-book.ts'

type Struck = Pick<
  Network,
  'connections' | 'pairing' | 'mailboxes' | 'events' | 'faults' | 'directory'
>

/** Carries a fault that has just come into force out on the connections it concerns. */
export function strikeNow(network: Struck, fault: Fault): void {
  const { connections, pairing, faults } = network
  const lines = connections.lines(fault.phone)
  const unlinked = fault.phone === undefined ? pairing.connections() : []
  if (fault.kind === 'delay') {
    for (const { connection } of lines) connection.delayMs = fault.ms ?? 0
    for (const connection of unlinked) connection.delayMs = fault.ms ?? 0
    return
  }
  if (fault.kind === 'failure') {
    for (const { connection } of lines) connection.drop('a fault: failure')
    return
  }
  const kind = connectionKind(fault)
  if (!kind || lines.length + unlinked.length === 0) return
  for (const line of lines) strikeLine(network, line, kind, fault)
  for (const connection of unlinked) strike(connection, kind, fault)
  faults.strike(fault)
}

/** Carries faults that still have strikes left out on a connection that has just logged in. */
export function strikeAtLogin(network: Struck, line: Line): void {
  for (const kind of CONNECTION_FAULTS) {
    const fault = network.faults.take(kind, line.phone)
    if (fault) return strikeLine(network, line, kind, fault)
  }
}

/** Ends what standing faults did to connections that are still open. */
export function heal({ connections, pairing, mailboxes }: Struck): void {
  for (const line of connections.lines()) {
    line.connection.delayMs = 0
    line.connection.silent = false
    void mailboxes.cure(line)
  }
  for (const connection of pairing.connections()) {
    connection.delayMs = 0
    connection.silent = false
  }
}

const connectionKind = (fault: Fault): ConnectionFaultKind | undefined =>
  CONNECTION_FAULTS.find((kind) => kind === fault.kind)

function strikeLine(network: Struck, line: Line, kind: ConnectionFaultKind, fault: Fault): void {
  const { phone, device, connection } = line
  network.events.report({ type: 'fault', kind, phone: e164(phone), device })
  if (kind === 'deaf') return network.mailboxes.deafen(line)
  if (kind === 'device-removed') {
    const linked = network.directory.device(phone, device)
    if (linked) network.directory.removeDevice(linked)
    network.events.report({ type: 'unlinked', phone: e164(phone), device, by: 'phone' })
  }
  strike(connection, kind, fault)
}

function strike(connection: ClientConnection, kind: ConnectionFaultKind, { code }: Fault): void {
  const reason = `a fault: ${kind}`
  switch (kind) {
    case 'drop':
      return connection.drop(reason)
    case 'close':
      return connection.end(reason)
    case 'stream-error':
      return connection.end(reason, el('stream:error', { code: code ?? 503 }))
    case 'stream-end':
      return connection.end(reason, el('xmlstreamend'))
    case 'replaced':
      return connection.end(reason, conflict('replaced'))
    case 'device-removed':
      return connection.end(reason, { ...conflict('device_removed'), attrs: { code: '401' } })
    case 'silence':
      connection.silent = true
      return
    case 'deaf':
      return
  }
}

const conflict = (type: string) => el('stream:error', {}, [el('conflict', { type })])
