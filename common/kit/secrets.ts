import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new secret of 256 random bits, safe in headers and file names. */
export const newSecret = (prefix: string): string =>
  `${prefix}_${randomBytes(32).toString('base64url')}`

/** What is kept of a secret where it only has to be recognised. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Whether a given secret is the one behind the hash, in a time that tells nothing about it. */
export const isSecret = (given: string, hash: Buffer): boolean =>
  timingSafeEqual(hashSecret(given), hash)
