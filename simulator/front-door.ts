import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { e164 } from './accounts/account.ts'
import type { Network } from './network.ts'
import { greet } from './stanzas/login.ts'
import { receive } from './stanzas/router.ts'
import { ClientConnection } from './wire/client-connection.ts'
import type { ConnectionOwner, ServerKeys } from './wire/client-connection.ts'
import { codeOf, Problem } from '../common/kit/errors.ts'

const HOST = '127.0.0.1'
const PATH = '/ws/chat'

/** The listening server: WebSocket at `/ws/chat`, HTTP everywhere else. */
export interface FrontDoor extends AsyncDisposable {
  readonly port: number
}

/** @throws {Problem} `port_taken` */
export async function openFrontDoor(
  network: Network,
  keysFor: () => ServerKeys,
  handler: RequestListener,
  port: number,
): Promise<FrontDoor> {
  const server = createServer(handler)
  // Longer than any client keeps an idle connection, so that none is cut in the client's hand.
  server.keepAliveTimeout = 65_000
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const owner = ownerOf(network)
  const open = new Set<ClientConnection>()
  server.on('upgrade', (request, socket, head) => {
    // Whoever asked may be gone before the answer; without a listener that would end the process.
    socket.on('error', () => socket.destroy())
    if (refused(network, request, socket)) return
    sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
      const connection = new ClientConnection(client, keysFor(), owner, network.clock)
      open.add(connection)
      client.once('close', () => open.delete(connection))
    })
  })
  const listeningPort = await listenOn(server, port)
  return {
    port: listeningPort,
    [Symbol.asyncDispose]: async () => {
      for (const connection of open) connection.drop('the simulator stops')
      sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

function refused({ faults, events }: Network, request: IncomingMessage, socket: Duplex): boolean {
  const { pathname } = new URL(request.url ?? '/', `http://${HOST}`)
  const fault = pathname === PATH ? faults.take('refuse', undefined) : undefined
  if (pathname === PATH && !fault) return false
  const code = fault ? (fault.code ?? 503) : 404
  if (fault) events.report({ type: 'fault', kind: 'refuse' })
  socket.end(`HTTP/1.1 ${code} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  return true
}

function ownerOf(network: Network): ConnectionOwner {
  return {
    opened: (connection, hello) => greet(network, connection, hello),
    received: (connection, stanza) => receive(network, connection, stanza),
    closed: (connection, reason) => {
      network.pairing.closed(connection)
      const line = network.connections.detach(connection)
      if (!line) return
      network.mailboxes.close(line)
      const { phone, device } = line
      network.events.report({ type: 'disconnected', phone: e164(phone), device, reason })
    },
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, port)))
    server.listen(port, HOST, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function listenFailure(error: Error, port: number): Error {
  if (codeOf(error) !== 'EADDRINUSE') return error
  return new Problem(
    'port_taken',
    500,
    `Port ${port} on ${HOST} is taken by another program. Stop it, or choose another port.`,
    { cause: error },
  )
}
