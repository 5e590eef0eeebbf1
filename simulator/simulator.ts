import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { systemClock } from '../common/kit/clock.ts'
import type { Clock } from '../common/kit/clock.ts'
import { invalidRequest } from '../common/kit/http.ts'
import { createLog } from '../common/kit/log.ts'
import { isGroupJid } from './accounts/groups.ts'
import { buildNetwork } from './build-network.ts'
import * as contract from './contract.ts'
import type {
  DeviceView,
  FaultInput,
  FaultView,
  GroupInput,
  GroupView,
  MessageView,
  PastInput,
  PhoneView,
  Stats,
} from './contract.ts'
import { controlApi } from './control/control-api.ts'
import type { Listener, SimulatorEvent } from './events.ts'
import { openFrontDoor } from './front-door.ts'
import { MediaFiles } from './media/media-files.ts'
import { mediaHost } from './media/media-host.ts'
import { generateKeyPair } from './keys.ts'
import { Operations } from './operations.ts'
import type { PhoneMessage, Wrapping } from './phones/phone-message.ts'
import { quietSignal } from './phones/quiet-signal.ts'
import { seededRandom } from './random.ts'
import type { Random } from './random.ts'
import { countOpening, openState } from './store/database.ts'
import type { Direction } from './store/message-rows.ts'
import type { Addressing } from './wire/jid.ts'
import { certificateChain } from './wire/certificate.ts'
import type { ServerKeys } from './wire/client-connection.ts'

export type { DeviceView, FaultInput, FaultView, MessageView, PhoneView, SimulatorEvent, Stats }

const WAIT_MS = 10_000

export interface SimulatorOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number | undefined
  /** The control API on a port of its own; by default it shares `port`. */
  readonly controlPort?: number | undefined
  /** Makes jids, keys, ids and choices repeatable; a new one each time unless given. */
  readonly seed?: string | undefined
  readonly clock?: Clock | undefined
  /** Takes the seed's place as the source of accidents. */
  readonly random?: Random | undefined
  /** Folder in which everything outlives the process; without one it stays in memory. */
  readonly stateDir?: string | undefined
}

/**
 * A WhatsApp network in this process. Phone numbers may be given with or without `+`; methods throw
 * a `Problem` with the same code and status as the control API.
 */
export interface Simulator extends AsyncDisposable {
  readonly port: number
  /** For Baileys' `waWebSocketUrl` or Flotilla's `WHATSAPP_WS_URL`. */
  readonly wsUrl: string
  readonly controlUrl: string
  readonly seed: string
  addPhone(phone: string, options?: PhoneOptions): PhoneView
  /** What was written on a phone already, for companions that are linked from now on. */
  givePast(phone: string, past: PastInput): PhoneView
  phones(): PhoneView[]
  /** A group of phones; companions of its members are told. */
  addGroup(group: GroupInput): GroupView
  /** Takes one more phone into a group. */
  joinGroup(group: string, phone: string): GroupView
  /** Resolves when the device is linked (it then reconnects by itself). */
  scan(phone: string, qr: string): Promise<DeviceView>
  linkCode(phone: string, code: string): Promise<DeviceView>
  removeDevice(phone: string, device: number): void
  /** Resolves when the message has left the phone. `to` may be the address of a group. */
  sendText(phone: string, to: string, text: string): Promise<{ id: string }>
  /** The same for whatever else a person does in a chat. */
  send(phone: string, to: string, message: PhoneMessage, wrap?: Wrapping): Promise<{ id: string }>
  /** Oldest first; `received` unless told. */
  messagesAt(phone: string, direction?: Direction | 'all'): MessageView[]
  markRead(phone: string, ids: readonly string[], type?: 'read' | 'played'): void
  setOnline(phone: string, online: boolean): PhoneView
  addFault(fault: FaultInput): FaultView
  clearFaults(): void
  stats(): Stats
  /** @returns what ends the listening */
  on(listener: Listener): () => void
  /** Number of the newest event, for `waitFor`'s `since`. */
  readonly lastEvent: number
  /** The kept events (2,000 at least) behind `since`. */
  eventsSince(since: number): readonly SimulatorEvent[]
  /**
   * The first event behind `since` (now, unless told) that fits.
   * @throws {Error} after `timeoutMs` (10,000 unless told)
   */
  waitFor(
    fits: (event: SimulatorEvent) => boolean,
    timeoutMs?: number,
    since?: number,
  ): Promise<SimulatorEvent>
  /** Resolves when no phone has anything left to do. */
  settle(): Promise<void>
}

export interface PhoneOptions {
  readonly name?: string
  /** Digits of its hidden id. */
  readonly lid?: string
  /** How its chats are addressed: `lid` (the default) or `pn`. */
  readonly addressing?: Addressing
}

/**
 * Opens a simulated WhatsApp network on loopback.
 * @throws {Problem} `port_taken` or `state_in_use`
 */
export async function openSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  quietSignal()
  const clock = options.clock ?? systemClock
  const seed = options.seed ?? randomBytes(6).toString('hex')
  const sqlite = openState(options.stateDir)
  const opening = countOpening(sqlite)
  // A later opening of the same state must not hand out the same keys and ids again.
  const random = options.random ?? seededRandom(opening === 0 ? seed : `${seed}#${opening}`)
  let mediaPort = options.port ?? 0
  const hostName = () => `127.0.0.1:${mediaPort}`
  const media = new MediaFiles(options.stateDir && join(options.stateDir, 'media'))
  const network = buildNetwork({ clock, random, sqlite, media, mediaHost: hostName })
  const operations = new Operations(network, seed)
  const control = controlApi(operations, network.events, createLog('simulator', 'error'))
  const handler = mediaHost(network, control)
  const keysFor = serverKeys(random.fork('server'))
  const stack = new AsyncDisposableStack()
  stack.defer(() => {
    sqlite.close()
  })
  stack.use(media)
  try {
    const door = stack.use(await openFrontDoor(network, keysFor, handler, options.port ?? 0))
    mediaPort = door.port
    const own =
      options.controlPort === undefined || options.controlPort === door.port
        ? door
        : stack.use(await openFrontDoor(network, keysFor, control, options.controlPort))
    stack.defer(() => network.phones.settle())
    stack.defer(() => network.faults.clear())
    const urls = {
      port: door.port,
      wsUrl: `ws://127.0.0.1:${door.port}/ws/chat`,
      controlUrl: `http://127.0.0.1:${own.port}`,
      seed,
    }
    return faceOf(operations, network, urls, stack)
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

function faceOf(
  operations: Operations,
  { events, phones }: ReturnType<typeof buildNetwork>,
  urls: Pick<Simulator, 'port' | 'wsUrl' | 'controlUrl' | 'seed'>,
  stack: AsyncDisposableStack,
): Simulator {
  return {
    ...urls,
    addPhone: (phone, options = {}) => operations.addPhone({ ...options, phone: digits(phone) }),
    givePast: (phone, past) => operations.givePast(digits(phone), contract.newPast.parse(past)),
    phones: () => operations.phones(),
    addGroup: (group) => operations.addGroup(contract.newGroup.parse(group)),
    joinGroup: (group, phone) => operations.joinGroup(group, digits(phone)),
    scan: (phone, qr) => operations.scan(digits(phone), qr),
    linkCode: (phone, code) => operations.linkCode(digits(phone), code),
    removeDevice: (phone, device) => operations.removeDevice(digits(phone), device),
    sendText: (phone, to, text) =>
      operations.send(digits(phone), target(to), { type: 'text', text }),
    send: (phone, to, message, wrap) => operations.send(digits(phone), target(to), message, wrap),
    messagesAt: (phone, direction = 'received') => operations.messagesAt(digits(phone), direction),
    markRead: (phone, ids, type = 'read') => operations.markRead(digits(phone), ids, type),
    setOnline: (phone, online) => operations.setOnline(digits(phone), online),
    addFault: (fault) => operations.addFault(contract.newFault.parse(fault)),
    clearFaults: () => operations.clearFaults(),
    stats: () => operations.stats(),
    on: (listener) => events.listen(listener),
    get lastEvent() {
      return events.last
    },
    eventsSince: (since) => events.since(since),
    waitFor: (fits, timeoutMs = WAIT_MS, since = events.last) =>
      events.waitFor(fits, timeoutMs, since),
    settle: () => phones.settle(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const target = (to: string): string => (isGroupJid(to) ? to : digits(to))

function digits(phone: string): string {
  const read = contract.phone.safeParse(phone)
  if (read.success) return read.data
  const message = read.error.issues[0]?.message ?? 'is no phone number'
  throw invalidRequest([{ field: 'phone', message }])
}

/** One static key for all connections, a new ephemeral for each. */
function serverKeys(random: Random): () => ServerKeys {
  const staticKey = generateKeyPair(random)
  const certificates = certificateChain(random, staticKey)
  return () => ({ staticKey, certificates, ephemeral: generateKeyPair(random) })
}
