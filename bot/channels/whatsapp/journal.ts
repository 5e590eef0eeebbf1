import { createHash } from 'node:crypto'
import type {
  BinaryNode,
  LIDMapping,
  SignalRepositoryWithLIDStore,
  SocketConfig,
} from '@whiskeysockets/baileys'
import type { Clock } from '../../../common/kit/clock.ts'
import type { Envelope } from './inbound.ts'
import { withoutDevice } from './jid.ts'
import type { RatchetKeys } from './ratchet.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { SessionStore } from './session-store.ts'

type MakeRepository = SocketConfig['makeSignalRepository']

/** Which stanza a ciphertext came in. Baileys hands the same bytes on, so the object is the key. */
export class Envelopes {
  readonly #byCiphertext = new WeakMap<object, Envelope>()

  /** To be called with each message stanza before Baileys sees it. */
  note(stanza: BinaryNode): void {
    if (!Array.isArray(stanza.content)) return
    for (const { tag, content } of stanza.content) {
      if (tag === 'enc' && content instanceof Uint8Array) {
        this.#byCiphertext.set(content, stanza.attrs)
      }
    }
  }

  of(ciphertext: Uint8Array): Envelope | undefined {
    return this.#byCiphertext.get(ciphertext)
  }
}

export interface JournalParts {
  readonly make: MakeRepository
  readonly keys: RatchetKeys
  readonly session: SessionStore
  readonly envelopes: Envelopes
  readonly clock: Clock
  readonly retries: RetryBudget
  /** With these words of an error Baileys gives a message up; otherwise it asks for a copy. */
  readonly givingUp: string
  /** A message is in the journal, and not in the tenant's database yet. */
  decrypted(): void
}

/**
 * Baileys' signal repository with a journal: a message and the ratchet step that decrypted it are
 * one commit, before Baileys sends the receipt; the same ciphertext again is answered from there.
 */
export function journallingRepository(parts: JournalParts): MakeRepository {
  return (auth, log, pnToLid) => {
    const { keys } = parts
    const lookUp = async (jids: string[]): Promise<LIDMapping[] | undefined> =>
      // Nobody may wait for the network while holding the lock of all ratchets.
      keys.isInTransaction() ? undefined : await pnToLid?.(jids)
    const repository = parts.make({ creds: auth.creds, keys }, log, lookUp)
    return Object.assign(repository, wrapped(parts, repository))
  }
}

function wrapped(
  parts: JournalParts,
  repository: SignalRepositoryWithLIDStore,
): Pick<SignalRepositoryWithLIDStore, 'decryptMessage' | 'decryptGroupMessage' | 'encryptMessage'> {
  const { keys } = parts
  const decrypt = repository.decryptMessage.bind(repository)
  const decryptGroup = repository.decryptGroupMessage.bind(repository)
  const encrypt = repository.encryptMessage.bind(repository)
  return {
    decryptMessage: (asked) => journalled(parts, asked.ciphertext, asked.jid, () => decrypt(asked)),
    decryptGroupMessage: (asked) =>
      journalled(parts, asked.msg, asked.group, () => decryptGroup(asked)),
    async encryptMessage(asked) {
      // Learned before the lock is taken; inside, the answer comes from memory.
      if (asked.jid.endsWith('@s.whatsapp.net')) {
        await repository.lidMapping.getLIDForPN(asked.jid)
      }
      return await keys.transaction(() => encrypt(asked), asked.jid)
    },
  }
}

/** @param key what the step is about */
async function journalled(
  parts: JournalParts,
  ciphertext: Uint8Array,
  key: string,
  decrypt: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const { keys, session, envelopes, clock } = parts
  const hash = createHash('sha256').update(ciphertext).digest()
  const known = session.plaintextOf(hash)
  if (known) return known
  const envelope = envelopes.of(ciphertext)
  try {
    return await keys.transaction(async () => {
      const plaintext = await decrypt()
      if (envelope) keys.journal({ hash, envelope, plaintext, at: clock.now() })
      return plaintext
    }, key)
  } catch (error) {
    if (envelope && envelope['category'] !== 'peer') noteUnreadable(parts, hash, envelope)
    throw error
  } finally {
    parts.decrypted()
  }
}

/**
 * A message that cannot be read is on the disk too, before a copy is asked for: without a text, and
 * under a hash that its ciphertext does not have, so that another try is not answered with nothing.
 * @throws {Error} that keeps Baileys from asking when it has asked too often
 */
function noteUnreadable(parts: JournalParts, hash: Buffer, envelope: Envelope): void {
  const { session, clock, retries } = parts
  const mark = createHash('sha256').update(hash).update('undecrypted').digest()
  const entry = { hash: mark, envelope, plaintext: Buffer.alloc(0), at: clock.now() }
  session.writeKeys({}, entry)
  // In a group each writer has a session, and keys, of their own.
  const writer = envelope['participant'] ?? envelope['from'] ?? ''
  if (!retries.spend(withoutDevice(writer))) throw new Error(parts.givingUp)
}
