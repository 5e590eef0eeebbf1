import type { Clock } from '../../common/kit/clock.ts'
import { toIso } from '../../common/kit/clock.ts'
import { Problem } from '../../common/kit/errors.ts'
import type { EventLog } from '../events.ts'
import { signalKey, verify } from '../keys.ts'
import type { Random } from '../random.ts'
import type { ClientConnection, Hello } from '../wire/client-connection.ts'
import { SERVICE } from '../wire/jid.ts'
import { attr, child, childBytes, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { e164 } from './account.ts'
import type { Account, Device } from './account.ts'
import { introduceDevice, isGenuine } from './adv.ts'
import type { Directory } from './directory.ts'
import { answerCodeHello, normalizeCode, readCodeBundle } from './pairing-code.ts'
import { PairingStanzas } from './pairing-stanzas.ts'
import { parseQr } from './qr.ts'

const REFS = 6
const PATIENCE_MS = 20_000

/** A client that wants to be linked. */
interface Candidate {
  readonly connection: ClientConnection
  readonly noiseKey: Buffer
  readonly identity: Buffer
  readonly registrationId: number
  readonly signedPreKey: Device['signedPreKey']
  readonly refs: Set<string>
  code?: { readonly phone: string; readonly wrapped: Buffer; readonly ref: string }
  /** What the linking that is under way waits for. */
  expect?: {
    readonly what: 'finish' | 'sign'
    readonly got: (stanza: Node) => void
    readonly lost: () => void
  }
}

interface PairingParts {
  readonly directory: Directory
  readonly random: Random
  readonly clock: Clock
  readonly events: EventLog
  /** Asked each time an account is about to link a device. */
  readonly wantsPasskey: (phone: string) => boolean
}

/** Links companions to phones, by QR and by eight-letter code. */
export class PairingDesk {
  readonly #directory: Directory
  readonly #random: Random
  readonly #clock: Clock
  readonly #events: EventLog
  readonly #wantsPasskey: (phone: string) => boolean
  readonly #stanzas: PairingStanzas
  readonly #candidates = new Map<ClientConnection, Candidate>()

  constructor({ directory, random, clock, events, wantsPasskey }: PairingParts) {
    this.#directory = directory
    this.#random = random
    this.#clock = clock
    this.#events = events
    this.#wantsPasskey = wantsPasskey
    this.#stanzas = new PairingStanzas(random, clock)
  }

  /** Offers refs for QR codes to a client that is not linked. */
  begin(connection: ClientConnection, { noiseKey, payload }: Hello): void {
    const data = payload.devicePairingData
    const candidate: Candidate = {
      connection,
      noiseKey,
      identity: Buffer.from(data?.eIdent ?? []),
      registrationId: numberIn(data?.eRegid),
      signedPreKey: {
        id: numberIn(data?.eSkeyId),
        value: Buffer.from(data?.eSkeyVal ?? []),
        signature: Buffer.from(data?.eSkeySig ?? []),
      },
      refs: new Set(
        Array.from({ length: REFS }, () => `2@${this.#random.bytes(48).toString('base64url')}`),
      ),
    }
    const { identity, signedPreKey } = candidate
    if (!verify(identity, signalKey(signedPreKey.value), signedPreKey.signature)) {
      return connection.end('the signed prekey is not signed', el('failure', { reason: 400 }))
    }
    this.#candidates.set(connection, candidate)
    connection.send(this.#stanzas.offer(candidate.refs))
    this.#events.report({ type: 'qr-offered' })
  }

  /** The clients that wait to be linked. */
  connections(): readonly ClientConnection[] {
    return [...this.#candidates.keys()]
  }

  closed(connection: ClientConnection): void {
    this.#candidates.get(connection)?.expect?.lost()
    this.#candidates.delete(connection)
  }

  /**
   * The phone scans a QR.
   * @throws {Problem} `bad_qr`, `expired_qr`, `passkey_required` or `pairing_failed` (all 422)
   */
  async scan(account: Account, text: string): Promise<Device> {
    const qr = parseQr(text)
    if (!qr) {
      throw new Problem('bad_qr', 422, 'This is not the QR of a device that wants to be linked.')
    }
    const candidate = [...this.#candidates.values()].find(({ refs }) => refs.has(qr.ref))
    if (!candidate || candidate.expect) {
      throw new Problem(
        'expired_qr',
        422,
        'This QR has expired, was used already or belongs to another network. Scan the newest one.',
      )
    }
    if (!qr.noiseKey.equals(candidate.noiseKey) || !qr.identity.equals(candidate.identity)) {
      throw new Problem('bad_qr', 422, 'The keys in this QR are not those of the device.')
    }
    candidate.refs.delete(qr.ref)
    return this.#link(account, candidate, qr.advSecret, 'qr')
  }

  /**
   * The phone's owner types a code.
   * @throws {Problem} `no_code`, `wrong_code`, `passkey_required` or `pairing_failed` (all 422)
   */
  async linkCode(account: Account, typed: string): Promise<Device> {
    const candidate = [...this.#candidates.values()].find(
      ({ code }) => code?.phone === account.phone,
    )
    if (!candidate?.code || candidate.expect) {
      const phone = e164(account.phone)
      throw new Problem(
        'no_code',
        422,
        `No device waits for a code of ${phone}. Ask for one first.`,
      )
    }
    const { wrapped, ref } = candidate.code
    const exchange = await answerCodeHello(normalizeCode(typed), wrapped, this.#random)
    const finish = await this.#ask(
      account,
      candidate,
      'finish',
      this.#stanzas.primaryHello(account, exchange.wrapped, ref),
    )
    const parts = child(finish, 'link_code_companion_reg')
    const bundle = childBytes(parts, 'link_code_pairing_wrapped_key_bundle') ?? Buffer.alloc(0)
    const read = readCodeBundle(bundle, exchange.shared, account.identity)
    const reply = { from: SERVICE, id: attr(finish, 'id') }
    if (!read?.identity.equals(candidate.identity)) {
      const error = el('error', { code: 400, text: 'bad-request' })
      candidate.connection.send(el('iq', { ...reply, type: 'error' }, [error]))
      throw this.#failed(account, 'wrong_code', 'This is not the code the device shows.')
    }
    candidate.connection.send(el('iq', { ...reply, type: 'result' }))
    return this.#link(account, candidate, read.advSecret, 'code')
  }

  /** A client asks to be linked by code; gives the content of the reply. */
  codeHello(connection: ClientConnection, request: Node): readonly Node[] {
    const candidate = this.#candidates.get(connection)
    const wrapped = childBytes(request, 'link_code_pairing_wrapped_companion_ephemeral_pub')
    const phone = attr(request, 'jid')?.split('@')[0]
    if (!candidate || !phone || wrapped?.length !== 80) return []
    const ref = `3@${this.#random.bytes(24).toString('base64url')}`
    candidate.code = { phone, wrapped, ref }
    this.#events.report({ type: 'code-requested', phone: e164(phone) })
    return [
      el('link_code_companion_reg', { stage: 'companion_hello' }, [
        el('link_code_pairing_ref', {}, Buffer.from(ref)),
      ]),
    ]
  }

  /** A stanza of a client that is being linked; false when nobody waits for it. */
  received(connection: ClientConnection, stanza: Node): boolean {
    const { expect } = this.#candidates.get(connection) ?? {}
    const what =
      attr(child(stanza, 'link_code_companion_reg'), 'stage') === 'companion_finish'
        ? 'finish'
        : child(stanza, 'pair-device-sign') && 'sign'
    if (!expect || expect.what !== what) return false
    expect.got(stanza)
    return true
  }

  async #link(
    account: Account,
    candidate: Candidate,
    advSecret: Buffer,
    by: 'qr' | 'code',
  ): Promise<Device> {
    if (this.#wantsPasskey(account.phone)) {
      candidate.connection.send(this.#stanzas.passkeyRequest())
      throw this.#failed(account, 'passkey_required', 'The account wants a passkey first.')
    }
    const id = this.#directory.takeDeviceId(account.phone)
    const { details, container } = introduceDevice(
      account.identity,
      {
        rawId: this.#random.int(2 ** 31),
        timestamp: Math.floor(this.#clock.now() / 1000),
        keyIndex: id,
        identity: candidate.identity,
      },
      advSecret,
    )
    const answer = await this.#ask(
      account,
      candidate,
      'sign',
      this.#stanzas.success(account, id, container),
    )
    const signed =
      childBytes(child(answer, 'pair-device-sign'), 'device-identity') ?? Buffer.alloc(0)
    const { identity, connection } = candidate
    if (!isGenuine(signed, identity, account.identity.publicKey, details)) {
      connection.end('the device signature is wrong', el('failure', { reason: 401 }))
      throw this.#failed(account, 'pairing_failed', 'The device did not sign its identity rightly.')
    }
    const device: Device = {
      phone: account.phone,
      id,
      noiseKey: candidate.noiseKey,
      identity,
      registrationId: candidate.registrationId,
      signedPreKey: candidate.signedPreKey,
      platform: 'web',
      linkedAt: this.#clock.now(),
      bootstrapped: false,
    }
    this.#directory.saveDevice(device)
    this.#candidates.delete(connection)
    this.#events.report({ type: 'paired', phone: e164(account.phone), device: id, by })
    connection.end('restart after pairing', el('stream:error', { code: 515 }))
    return device
  }

  async #ask(
    account: Account,
    candidate: Candidate,
    what: 'finish' | 'sign',
    stanza: Node,
  ): Promise<Node> {
    const stop = new AbortController()
    const asked = new Promise<Node | undefined>((resolve) => {
      candidate.expect = { what, got: resolve, lost: () => resolve(undefined) }
    })
    candidate.connection.send(stanza)
    const patience = this.#clock.sleep(PATIENCE_MS, stop.signal).catch(() => undefined)
    const answer = await Promise.race([asked, patience])
    stop.abort()
    delete candidate.expect
    if (answer) return answer
    throw this.#failed(account, 'pairing_failed', 'The device went away or did not answer.')
  }

  #failed(account: Account, code: string, sentence: string): Problem {
    const phone = e164(account.phone)
    this.#events.report({ type: 'pairing-failed', phone, reason: sentence })
    return new Problem(code, 422, `${sentence} (${phone}, ${toIso(this.#clock.now())})`)
  }
}

function numberIn(bytes: Uint8Array | null | undefined): number {
  const buffer = Buffer.from(bytes ?? [])
  return buffer.length > 0 && buffer.length <= 6 ? buffer.readUIntBE(0, buffer.length) : 0
}
