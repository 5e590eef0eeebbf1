import { createCipheriv, createHash, createHmac } from 'node:crypto'

interface Ballot {
  readonly pollId: string
  /** The secret that came with the poll. */
  readonly secret: Uint8Array
  /** Addresses without a device. */
  readonly creator: string
  readonly voter: string
}

/** WhatsApp's own name for an option in votes. */
export const optionHash = (option: string): Buffer => createHash('sha256').update(option).digest()

/**
 * Encrypts a vote as phones do: only who has the poll can read it.
 * @param plain the protobuf with the options' hashes
 * @param iv 12 bytes
 */
export function sealVote(
  { pollId, secret, creator, voter }: Ballot,
  plain: Uint8Array,
  iv: Buffer,
): { readonly encPayload: Buffer; readonly encIv: Buffer } {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(secret).digest()
  const key = createHmac('sha256', extracted)
    .update(`${pollId}${creator}${voter}Poll Vote`)
    .update(Buffer.from([1]))
    .digest()
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(Buffer.from(`${pollId}\0${voter}`))
  const encPayload = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { encPayload, encIv: iv }
}
