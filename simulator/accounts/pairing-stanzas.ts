import type { Clock } from '../../common/kit/clock.ts'
import type { Random } from '../random.ts'
import { SERVICE } from '../wire/jid.ts'
import { el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { addressOf } from './account.ts'
import type { Account } from './account.ts'

const PASSKEY_TIMEOUT_MS = 600_000

/** What the service says to a client that is being linked. */
export class PairingStanzas {
  readonly #random: Random
  readonly #clock: Clock

  constructor(random: Random, clock: Clock) {
    this.#random = random
    this.#clock = clock
  }

  offer(refs: Iterable<string>): Node {
    const nodes = [...refs].map((ref) => el('ref', {}, Buffer.from(ref)))
    return this.#iq([el('pair-device', {}, nodes)])
  }

  /** @param container the phone's statement about the device, from `introduceDevice` */
  success(account: Account, device: number, container: Buffer): Node {
    const [jid, lid] = [addressOf(account, 'pn', device), addressOf(account, 'lid', device)]
    return this.#iq([
      el('pair-success', {}, [
        el('device-identity', {}, container),
        el('device', { jid, lid }),
        el('platform', { name: 'android' }),
      ]),
    ])
  }

  /** The phone's half of linking by code. */
  primaryHello(account: Account, wrapped: Buffer, ref: string): Node {
    return this.#notification('link_code_companion_reg', [
      el('link_code_companion_reg', { stage: 'primary_hello' }, [
        el('link_code_pairing_wrapped_primary_ephemeral_pub', {}, wrapped),
        el('primary_identity_pub', {}, account.identity.publicKey),
        el('link_code_pairing_ref', {}, Buffer.from(ref)),
      ]),
    ])
  }

  /** The account wants a passkey before it links anything (seen in public reports since June 2026). */
  passkeyRequest(): Node {
    const options = {
      challenge: this.#random.bytes(32).toString('base64url'),
      rpId: 'whatsapp.com',
      userVerification: 'required',
      timeout: PASSKEY_TIMEOUT_MS,
      allowCredentials: [],
    }
    return this.#notification('passkey_prologue_request', [
      el('passkey_request_options', {}, Buffer.from(JSON.stringify(options))),
    ])
  }

  #iq(content: Node[]): Node {
    const [id, t] = [this.#id(), this.#seconds()]
    return el('iq', { from: SERVICE, type: 'set', id, xmlns: 'md', t }, content)
  }

  #notification(type: string, content: Node[]): Node {
    const [id, t] = [this.#id(), this.#seconds()]
    return el('notification', { from: SERVICE, type, id, t }, content)
  }

  #id(): string {
    return this.#random.bytes(8).toString('hex')
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000)
  }
}
