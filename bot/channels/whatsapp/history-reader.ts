/** A history that is no history; what was read of it before is right all the same. */
export class HistoryBroken extends Error {
  override readonly name = 'HistoryBroken'
}

/** What a `HistorySync` tells, in its order. */
export type HistoryEntry =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** Two addresses of one account. */
  | { readonly kind: 'pair'; readonly pn: string; readonly lid: string }
  /** What an account calls itself. */
  | { readonly kind: 'name'; readonly jid: string; readonly name: string }

const HISTORY = { conversations: 2, names: 7, pairs: 15 } as const
const CONVERSATION = { id: 1, messages: 2, pnJid: 39, lidJid: 42 } as const
const NAME = { jid: 1, name: 2 } as const
const PAIR = { pnJid: 1, lidJid: 2 } as const
const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5]
/** What is larger is no message that people write, and is passed over. */
const LARGEST = 2 ** 18

/**
 * Walks through an encoded `HistorySync` message by message: neither it nor a conversation in it is
 * ever in memory as a whole.
 * @returns encoded `HistorySyncMsg`s, who is who, and who calls itself what
 * @throws {HistoryBroken}
 */
export async function* readEntries(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<HistoryEntry, void, undefined> {
  const input = new Input(source)
  try {
    while (!(await input.isOver())) {
      const { field, length } = await nextField(input)
      if (length === undefined) continue
      if (field === HISTORY.conversations) yield* readConversation(input, length)
      else if (field === HISTORY.names) yield* readPushName(input, length)
      else if (field === HISTORY.pairs) yield* readPair(input, length)
      else await input.skip(length)
    }
  } finally {
    await input.end()
  }
}

async function* readConversation(input: Input, length: number): AsyncGenerator<HistoryEntry> {
  const end = input.passed + length
  const names = new Map<number, string>()
  while (input.passed < end) {
    const { field, length: inner } = await nextField(input)
    if (inner === undefined) continue
    if (field === CONVERSATION.messages) {
      if (inner <= LARGEST) yield { kind: 'message', bytes: await input.take(inner) }
      else await input.skip(inner)
    } else await readText(input, field, inner, names, Object.values(CONVERSATION))
  }
  insistOn(input.passed === end)
  const id = names.get(CONVERSATION.id) ?? ''
  const pn = names.get(CONVERSATION.pnJid) ?? id
  const lid = names.get(CONVERSATION.lidJid) ?? id
  if (pn !== lid) yield { kind: 'pair', pn, lid }
}

async function* readPair(input: Input, length: number): AsyncGenerator<HistoryEntry> {
  const texts = await readTexts(input, length, Object.values(PAIR))
  const [pn, lid] = [texts.get(PAIR.pnJid), texts.get(PAIR.lidJid)]
  if (pn !== undefined && lid !== undefined) yield { kind: 'pair', pn, lid }
}

async function* readPushName(input: Input, length: number): AsyncGenerator<HistoryEntry> {
  const texts = await readTexts(input, length, Object.values(NAME))
  const [jid, name] = [texts.get(NAME.jid), texts.get(NAME.name)]
  if (jid !== undefined && name !== undefined) yield { kind: 'name', jid, name }
}

/** The texts of a message that has nothing else which is wanted. */
async function readTexts(
  input: Input,
  length: number,
  wanted: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const end = input.passed + length
  const texts = new Map<number, string>()
  while (input.passed < end) {
    const { field, length: inner } = await nextField(input)
    if (inner !== undefined) await readText(input, field, inner, texts, wanted)
  }
  insistOn(input.passed === end)
  return texts
}

async function readText(
  input: Input,
  field: number,
  length: number,
  into: Map<number, string>,
  wanted: readonly number[],
): Promise<void> {
  if (wanted.includes(field) && length <= LARGEST) {
    into.set(field, (await input.take(length)).toString())
  } else await input.skip(length)
}

/** The next field; what has no length is passed already. */
async function nextField(input: Input): Promise<{ field: number; length: number | undefined }> {
  const tag = await input.varint()
  const [field, type] = [Math.floor(tag / 8), tag % 8]
  insistOn(field > 0)
  if (type === BYTES) return { field, length: await input.varint() }
  if (type === VARINT) await input.varint()
  else if (type === FIXED64) await input.skip(8)
  else if (type === FIXED32) await input.skip(4)
  else throw new HistoryBroken('it is no history')
  return { field, length: undefined }
}

function insistOn(isSo: boolean): void {
  if (!isSo) throw new HistoryBroken('it is no history')
}

/** Bytes that come in chunks, taken one after the other. */
class Input {
  /** How many have been taken. */
  passed = 0
  readonly #source: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = Buffer.alloc(0)
  #at = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async isOver(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#source.next()
      if (next.done) return true
      this.#chunk = next.value
      this.#at = 0
    }
    return false
  }

  async varint(): Promise<number> {
    let value = 0
    for (let index = 0; index < 10; index += 1) {
      const byte = await this.#byte()
      value += (byte & 0x7f) * 2 ** (7 * index)
      if (byte < 0x80) return value
    }
    throw new HistoryBroken('it is no history')
  }

  async take(length: number): Promise<Buffer> {
    const pieces: Uint8Array[] = []
    for await (const piece of this.#pieces(length)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  async skip(length: number): Promise<void> {
    for await (const _ of this.#pieces(length));
  }

  async end(): Promise<void> {
    await this.#source.return?.()
  }

  async #byte(): Promise<number> {
    if (await this.isOver()) throw new HistoryBroken('it ends in the middle')
    const byte = this.#chunk[this.#at] ?? 0
    this.#at += 1
    this.passed += 1
    return byte
  }

  async *#pieces(length: number): AsyncGenerator<Uint8Array> {
    let left = length
    while (left > 0) {
      if (await this.isOver()) throw new HistoryBroken('it ends in the middle')
      const piece = this.#chunk.subarray(this.#at, this.#at + left)
      this.#at += piece.length
      this.passed += piece.length
      left -= piece.length
      yield piece
    }
  }
}
