import type { SessionStore } from './session-store.ts'
import type { Creds } from './socket.ts'
import * as z from 'zod'

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes')
const keyPair = z.looseObject({ private: bytes, public: bytes })

const shape = z.looseObject({
  noiseKey: keyPair,
  pairingEphemeralKeyPair: keyPair,
  signedIdentityKey: keyPair,
  signedPreKey: z.looseObject({ keyPair, signature: bytes, keyId: z.number() }),
  registrationId: z.number(),
  advSecretKey: z.string().min(1),
  nextPreKeyId: z.number(),
  firstUnuploadedPreKeyId: z.number(),
})

const linkedShape = z.looseObject({
  account: z.looseObject({}),
  me: z.looseObject({ id: z.string().regex(/@s\.whatsapp\.net$/) }),
})

/** @returns what is wrong with credentials of Baileys, if something is */
export function readShape(creds: unknown): string | undefined {
  const [issue] = shape.safeParse(creds).error?.issues ?? []
  return issue && `${issue.path.join('.') || 'creds'}: ${issue.message}`
}

/** Whether credentials are those of a device that a phone has linked. */
export const isLinked = (creds: unknown): boolean => linkedShape.safeParse(creds).success

/** @returns undefined before the first start */
export function readCreds(session: SessionStore): Creds | undefined {
  const creds = session.readCreds()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only Baileys' own credentials are written
  return creds as Creds | undefined
}
