import type { SignalDataSet } from '@whiskeysockets/baileys'
import * as z from 'zod'
import { fromJson, toJson } from './json.ts'
import type { RatchetKeys } from './ratchet.ts'

const TYPE = 'sender-key'
/** Keys of messages that were overtaken: as many as may still come, and no more. */
const OVERTAKEN = 200
/** Baileys steps a chain no farther ahead than that. */
const REACH = 2000

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** A chain as Baileys writes it; a record is a list of them. */
const chain = z.looseObject({
  senderKeyId: z.number(),
  senderChainKey: z.looseObject({ iteration: z.number() }),
  senderSigningKey: z.looseObject({ private: bytes.optional() }),
  senderMessageKeys: z.array(z.unknown()),
})

type Chain = z.output<typeof chain>

/**
 * Keeps the sender keys of groups small. Baileys leaves out every second key of a chain and keeps
 * what it left out, 2,000 keys, which it writes anew with each message; and it keeps a chain once
 * more for each time that it is told of it, until those that are in use are pushed out. And it writes
 * bytes in a form in which it does not know them again, so that no message that was overtaken could
 * be read.
 */
export const withBoundedSenderKeys = (keys: RatchetKeys): RatchetKeys => ({
  ...keys,
  set: (data) => keys.set(bounded(data)),
})

function bounded(data: SignalDataSet): SignalDataSet {
  const records = data[TYPE]
  if (!records) return data
  const smaller = Object.entries(records).map(([name, record]) => [
    name,
    record && boundedRecord(record),
  ])
  return { ...data, [TYPE]: Object.fromEntries(smaller) }
}

/** What is not understood stays as it is: a lost key is worse than a long one. */
function boundedRecord(record: Uint8Array): Uint8Array {
  const read = z.array(chain).safeParse(fromJson(Buffer.from(record).toString()))
  if (!read.success) return record
  const chains: Chain[] = []
  for (const one of read.data) {
    const at = chains.findIndex(({ senderKeyId }) => senderKeyId === one.senderKeyId)
    const before = chains[at]
    if (!before) chains.push(one)
    // So much was missed that the chain we have does not lead there any more.
    else if (iterationOf(one) - iterationOf(before) > REACH) chains[at] = one
  }
  return Buffer.from(toJson(chains.map(shortened)))
}

const iterationOf = ({ senderChainKey }: Chain): number => senderChainKey.iteration

/** Nobody reads what we write ourselves, so that none of its keys can still be asked for. */
const shortened = (one: Chain): Chain => ({
  ...one,
  senderMessageKeys: isOwn(one) ? [] : one.senderMessageKeys.slice(-OVERTAKEN),
})

const isOwn = ({ senderSigningKey }: Chain): boolean => (senderSigningKey.private?.length ?? 0) > 0
