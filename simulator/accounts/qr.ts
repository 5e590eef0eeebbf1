/** What a linking QR says. */
export interface PairingQr {
  readonly ref: string
  readonly noiseKey: Buffer
  readonly identity: Buffer
  readonly advSecret: Buffer
}

/**
 * Reads a linking QR, as `https://wa.me/settings/linked_devices#ref,noise,identity,adv,platform`
 * or as the bare fields; undefined when it is none.
 */
export function parseQr(text: string): PairingQr | undefined {
  const fields = text
    .trim()
    .replace(/^[^#]*#/, '')
    .split(',')
  const [ref, noise, identity, secret] = fields
  if (fields.length < 4 || !ref) return undefined
  const keys = [noise, identity, secret].map((field) => Buffer.from(field ?? '', 'base64'))
  const [noiseKey, identityKey, advSecret] = keys
  if (!noiseKey || !identityKey || !advSecret || keys.some((key) => key.length !== 32)) {
    return undefined
  }
  return { ref, noiseKey, identity: identityKey, advSecret }
}
