import { randomBytes } from 'node:crypto'
import type { TypingState } from '../../../common/contracts/content/deeds.ts'
import type { Connection } from '../../../common/domain/connection.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import type { ChannelMessageId, Phone } from '../../../common/domain/ids.ts'
import type { Clock, Random } from '../../../common/kit/clock.ts'
import type { Logger } from '../../../common/kit/log.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import { SendError } from '../channel.ts'
import type {
  AttentiveChannel,
  BlockingChannel,
  ChannelEvents,
  ChannelIdentity,
  ChannelMessage,
  NamingChannel,
  Pairing,
  PairingChannel,
  ReadMessage,
  SendReceipt,
} from '../channel.ts'
import { markRead, showTyping } from './attention.ts'
import { MediaError } from '../media.ts'
import type { MediaChannel, OutgoingMedia } from '../media.ts'
import type { HistoryChannel, PastItem } from '../history.ts'
import { readCreds } from './creds.ts'
import { readHistory } from './history.ts'
import { openInbox } from './inbox.ts'
import { isPerson } from './jid.ts'
import { GroupDesk } from './group-desk.ts'
import { Link } from './link.ts'
import { logout, requestCode } from './linking.ts'
import { listenTo } from './listen.ts'
import { MediaConnections } from './media-connection.ts'
import { askForMedia, fetchMedia } from './media-download.ts'
import { PairingForms } from './pairing-forms.ts'
import { pairsOf } from './pairs.ts'
import { watchdogOver } from './probes.ts'
import { RetryBudget } from './retry-budget.ts'
import { Resolver } from './resolver.ts'
import { Sender } from './sender.ts'
import type { SessionStore } from './session-store.ts'
import { warningsOf } from './warnings.ts'
import type { Watchdog } from './watchdog.ts'
import { Upkeep } from './upkeep.ts'
import { loadBaileys, makeCaches, openSocket } from './socket.ts'
import type { Baileys, Creds } from './socket.ts'
import type { Upload } from './upload.ts'
import { uploader } from './uploads.ts'
import { writeMessage } from './write.ts'

export interface WhatsAppParts {
  readonly session: SessionStore
  /** Another server than the real one. */
  readonly url: string | undefined
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** Draws a QR code where a human sees it. */
  showQr(qr: string): void
  /** How long nothing may arrive before that is looked into, in milliseconds; 0 never is. */
  quiet(): number
  /** Whether messages of groups are wanted. */
  groups(): boolean
  /** Numbers that WhatsApp may be asked about in a minute; 0 sets no limit. */
  lookups(): number
  /** Nothing is delivered any more; ends the process if starting again may help. */
  deaf(detail: string, hasHeard: boolean): Promise<void>
  /** The files of messages that go out. */
  readonly media: OutgoingMedia
  /** The journal cannot be carried on: the process has to end. */
  failed(error: Error): void
}

interface Running {
  readonly baileys: Baileys
  readonly link: Link
  readonly inbox: Queue
  readonly upkeep: Upkeep
  readonly watchdog: Watchdog
  readonly groups: GroupDesk
}

/** Who is told of what comes. */
interface Heard {
  readonly events: ChannelEvents
  readonly groups: GroupDesk
  readonly decrypted: () => void
}

/** The bot as a linked device of a WhatsApp account, through Baileys. */
export class WhatsApp
  implements
    PairingChannel,
    NamingChannel,
    BlockingChannel,
    AttentiveChannel,
    MediaChannel,
    HistoryChannel
{
  readonly name = 'whatsapp'
  readonly #parts: WhatsAppParts
  readonly #sender: Sender
  readonly #retries: RetryBudget
  readonly #connections: MediaConnections
  readonly #upload: Upload
  readonly #forms = new PairingForms()
  #running: Running | undefined
  #ended = false

  constructor(parts: WhatsAppParts) {
    this.#parts = parts
    this.#sender = new Sender(parts.clock, new Resolver(parts.clock, () => parts.lookups()))
    this.#retries = new RetryBudget(parts.clock)
    this.#connections = new MediaConnections(parts.url, () => parts.clock.now())
    this.#upload = uploader({ ...parts, connections: this.#connections })
  }

  async start(events: ChannelEvents): Promise<void> {
    const { session, log } = this.#parts
    const baileys = await loadBaileys(log)
    const creds = readCreds(session) ?? baileys.initAuthCreds()
    const groups = new GroupDesk({
      clock: this.#parts.clock,
      socket: () => link.openSocket,
      named: (group, name) => events.named(group, name),
    })
    const heard = { events, groups, decrypted: () => inbox.wake() }
    const link: Link = this.#makeLink(baileys, creds, heard)
    const inbox = openInbox({
      ...this.#parts,
      baileys,
      me: () => ({ jid: link.creds.me?.id, lid: link.creds.me?.lid }),
      secret: () => link.creds.advSecretKey,
      receive: (message) => events.receive(message),
      poll: (id) => events.poll(id),
      history: (announced) => events.history(announced),
      group: (address) => groups.seen(address),
    })
    const upkeep = new Upkeep({ ...this.#parts, baileys, creds: () => link.creds })
    const watchdog = watchdogOver(baileys, link, {
      ...this.#parts,
      newId: () => this.newMessageId(),
    })
    this.#running = { baileys, link, inbox, upkeep, watchdog, groups }
    link.connect()
  }

  connection(): Connection {
    return (
      this.#running?.link.connection ?? {
        state: this.#ended ? 'stopped' : 'connecting',
        since: new Date(this.#parts.clock.now()).toISOString(),
        sentence: this.#ended ? 'The bot has been stopped.' : 'The bot is starting.',
      }
    )
  }

  newMessageId(): ChannelMessageId {
    return asChannelMessageId(`3EB0${randomBytes(9).toString('hex').toUpperCase()}`)
  }

  async send(message: ChannelMessage): Promise<SendReceipt> {
    const { baileys, link, groups } = this.#running ?? {}
    const socket = link?.openSocket
    if (!baileys || !groups || !socket) throw new SendError('unsent', 'not_connected')
    const { creds } = socket.authState
    const write = (address: string) => writeMessage(message, address, creds, this.#upload, socket)
    return await this.#sender.send(baileys, socket, message, { write, groups })
  }

  fetchMedia(source: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const socket = this.#running?.link.openSocket
    return fetchMedia(() => this.#connections.of(socket), source, signal)
  }

  readHistory(source: string, signal: AbortSignal): AsyncIterable<PastItem> {
    return readHistory(this.#running, this.#connections, source, signal)
  }

  async askForMedia(source: string, signal: AbortSignal): Promise<string> {
    const { baileys, link } = this.#running ?? {}
    const socket = link?.openSocket
    if (!baileys || !socket) throw new MediaError('later', 'not_connected')
    return await askForMedia(baileys, socket, source, { clock: this.#parts.clock, signal })
  }

  async markRead(address: string, messages: readonly ReadMessage[]): Promise<void> {
    await markRead(this.#running?.link.openSocket, address, messages)
  }

  async showTyping(address: string, state: TypingState): Promise<void> {
    await showTyping(this.#running?.link.openSocket, address, state)
  }

  pairing(): Pairing {
    const link = this.#running?.link
    link?.ask()
    return link?.pairing() ?? { state: this.connection().state }
  }

  async requestCode(phone: Phone): Promise<string> {
    return await requestCode(this.#running?.link, this.#forms.next(phone))
  }

  async logout(): Promise<void> {
    await logout(this.#running?.link)
  }

  namesOf(identities: readonly ChannelIdentity[]): readonly (readonly ChannelIdentity[])[] {
    return pairsOf(this.#parts.session, identities)
  }

  async block(address: string, isBlocked: boolean): Promise<void> {
    const socket = this.#running?.link.openSocket
    if (!isPerson(address)) return
    if (!socket) throw new Error('not connected')
    await socket.updateBlockStatus(address, isBlocked ? 'block' : 'unblock')
  }

  readonly #broken = (cause: unknown) => this.#parts.failed(new Error('not stored', { cause }))

  warnings(): readonly string[] {
    return warningsOf(this.#retries, this.#running?.watchdog.silentSince)
  }

  linkedPhone(): Phone | null {
    return this.#running?.link.phone ?? null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    const running = this.#running
    this.#running = undefined
    running?.watchdog[Symbol.dispose]()
    running?.upkeep[Symbol.dispose]()
    await running?.link[Symbol.asyncDispose]()
    await running?.inbox[Symbol.asyncDispose]()
  }

  #makeLink(baileys: Baileys, creds: Creds, { events, groups, decrypted }: Heard): Link {
    const caches = makeCaches(this.#parts.clock)
    return new Link(
      {
        ...this.#parts,
        newCreds: () => baileys.initAuthCreds(),
        connect: (current) => {
          const socket = openSocket({
            ...this.#parts,
            baileys,
            creds: current,
            cache: caches,
            retries: this.#retries,
            group: groups.known,
            decrypted,
            learned: (people) => {
              if (!this.#ended) void events.learned(people).catch(this.#broken)
            },
            content: async ({ id }) => {
              const sent = id ? await events.recall(asChannelMessageId(id)) : undefined
              if (!sent) return undefined
              return (await writeMessage(sent, sent.address ?? '', current, this.#upload)).message
            },
          })
          listenTo(socket, {
            events,
            sender: this.#sender,
            running: () => this.#running,
            failed: (error) => this.#parts.failed(error),
          })
          return socket
        },
        changed: (connection) => events.changed(connection),
        opened: () => this.#running?.watchdog.opened(),
        closed: () => {
          this.#running?.watchdog.closed()
          this.#sender.onClose()
        },
      },
      creds,
    )
  }
}
