import { createHash } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'
import { messageOf } from '../../common/kit/errors.ts'
import { isGenuine } from '../accounts/adv.ts'
import { e164 } from '../accounts/account.ts'
import type { Account, Peer } from '../accounts/account.ts'
import type { Group } from '../accounts/groups.ts'
import { attr, bytesOf, childBytes, children } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { readContent, unpad } from './message-content.ts'
import type { Content } from './message-content.ts'
import type { PhoneParts } from './phone-parts.ts'
import { RatchetWatch } from './ratchet-watch.ts'
import { readGroupMessage } from './sender-keys.ts'
import type { Opened } from './signal-sessions.ts'
import { readPreKeyMessage, readWhisperMessage } from './steady-cipher.ts'

/** What came out of a stanza; the ratchets have moved once `commit` has run. */
export interface Unsealed {
  /** Absent when it could not be read. */
  readonly content?: Content
  readonly failure?: string
  readonly commit: () => void
}

/** Where a stanza comes from. */
export interface Origin {
  readonly sender: Peer
  readonly group: Group | undefined
}

type UnsealParts = Pick<PhoneParts, 'sessions' | 'senderKeys' | 'directory' | 'events'>

/** Opens what arrives at phones, and checks what real phones check. */
export class Unsealer {
  readonly #parts: UnsealParts
  readonly #watch = new RatchetWatch()
  readonly #genuine = new Set<string>()

  constructor(parts: UnsealParts) {
    this.#parts = parts
  }

  /** What can be read is read, also when another part of the stanza cannot. */
  async unseal(owner: Account, origin: Origin, stanza: Node): Promise<Unsealed> {
    const plaintext = childBytes(stanza, 'plaintext')
    if (plaintext) return { content: readContent(plaintext), commit: () => undefined }
    const commits: (() => void)[] = []
    let [content, distribution, failure]: [Content?, Uint8Array?, string?] = []
    try {
      for (const enc of children(stanza, 'enc')) {
        const opened = await this.#open(owner, origin, stanza, { enc, distribution })
        commits.push(opened.commit)
        const message = unpad(opened.plaintext)
        const { key, hasMore } = origin.group ? keyIn(message) : PLAIN
        distribution = key
        if (hasMore) content = readContent(message)
      }
    } catch (error) {
      failure = messageOf(error)
    }
    // It came alone, or with what cannot be read.
    if (distribution && origin.group) {
      const { senderKeys } = this.#parts
      commits.push(await senderKeys.take(owner, origin.group, origin.sender, distribution))
    }
    return {
      ...(content && { content }),
      ...(failure !== undefined && { failure }),
      commit: () => commits.forEach((commit) => commit()),
    }
  }

  async #open(
    owner: Account,
    origin: Origin,
    stanza: Node,
    { enc, distribution }: { readonly enc: Node; readonly distribution: Uint8Array | undefined },
  ): Promise<Opened> {
    const { sender, group } = origin
    const type = attr(enc, 'type') ?? 'msg'
    const body = bytesOf(enc) ?? Buffer.alloc(0)
    this.#watchRatchet(owner, origin, attr(stanza, 'id') ?? '', type, body)
    if (type === 'pkmsg') this.#checkIdentity(sender, body, childBytes(stanza, 'device-identity'))
    if (type !== 'skmsg') return await this.#parts.sessions.open(owner, sender, type, body)
    if (!group) throw new Error('a message to a group came from none')
    return await this.#parts.senderKeys.open(owner, group, sender, body, distribution)
  }

  #watchRatchet(owner: Account, { sender, group }: Origin, id: string, type: string, body: Buffer) {
    const inner = innerOf(type, body)
    const position = type === 'skmsg' ? readGroupMessage(body) : readWhisperMessage(inner)
    const to = type === 'skmsg' ? `group ${group?.id ?? ''}` : owner.phone
    const from = `${sender.account.phone}:${sender.device} ${to}`
    if (!this.#watch.reused(from, position, inner)) return
    this.#parts.events.report({
      type: 'key-reused',
      phone: e164(owner.phone),
      from: e164(sender.account.phone),
      fromDevice: sender.device,
      id,
      counter: position.counter,
    })
  }

  /** A session is opened only by the paired device, and only with its account's statement. */
  #checkIdentity(sender: Peer, body: Buffer, statement: Buffer | undefined): void {
    const device = this.#parts.directory.device(sender.account.phone, sender.device)
    const { identity } = readPreKeyMessage(body)
    if (!device || !identity.subarray(1).equals(device.identity)) {
      throw new Error('the identity is not that of the linked device')
    }
    if (!statement) throw new Error('the device identity is missing')
    const key = createHash('sha256').update(statement).update(identity).digest('base64')
    if (this.#genuine.has(key)) return
    if (!isGenuine(statement, device.identity, sender.account.identity.publicKey)) {
      throw new Error('the device identity is not signed by its account')
    }
    this.#genuine.add(key)
  }
}

const SIGNATURE = 64

/** What one key has encrypted; of a group, without the signature, which damage on the way strikes. */
function innerOf(type: string, body: Buffer): Buffer {
  if (type === 'skmsg') return body.subarray(0, -SIGNATURE)
  return type === 'pkmsg' ? readPreKeyMessage(body).inner : body
}

const PLAIN = { key: undefined, hasMore: true }

/** The key that a message brings for a group, and whether it says anything beside. */
function keyIn(message: Buffer): {
  readonly key: Uint8Array | undefined
  readonly hasMore: boolean
} {
  const { senderKeyDistributionMessage: told, ...rest } = proto.Message.decode(message).toJSON()
  const key: unknown = told?.axolotlSenderKeyDistributionMessage
  return {
    key: typeof key === 'string' ? Buffer.from(key, 'base64') : undefined,
    hasMore: Object.keys(rest).length > 0,
  }
}
