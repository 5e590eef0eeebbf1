import { createCipheriv, createHash } from 'node:crypto'

/** Where every accidental value comes from, so that a run can be repeated. */
export interface Random {
  /** `length` bytes. */
  bytes(length: number): Buffer
  /** A whole number from 0 up to, but without, `below`. */
  int(below: number): number
  /** A stream of its own for a purpose: what others draw never shifts it. */
  fork(purpose: string): Random
}

/** A generator that gives the same values for the same seed: the AES-256-CTR key stream under it. */
export function seededRandom(seed: string): Random {
  const stream = createCipheriv(
    'aes-256-ctr',
    createHash('sha256').update(seed).digest(),
    Buffer.alloc(16),
  )
  const bytes = (length: number): Buffer => stream.update(Buffer.alloc(length))
  return {
    bytes,
    int: (below) => Math.floor((bytes(6).readUIntBE(0, 6) / 2 ** 48) * below),
    fork: (purpose) => seededRandom(`${seed}/${purpose}`),
  }
}
