import type { proto } from '@whiskeysockets/baileys'
import type { Envelope, Me } from './inbound.ts'

/** A message that came inside another, with the outside it would have had. */
export interface Resent {
  readonly envelope: Envelope
  readonly content: proto.IMessage | undefined
}

/**
 * What the own phone sends when Baileys asked it for messages that came without a readable content:
 * of a contact whose session is broken, or through an advertisement.
 * @param whole a decrypted message between the own phone and its devices
 */
export function resentIn(
  baileys: Pick<typeof import('@whiskeysockets/baileys'), 'proto'>,
  whole: proto.IMessage,
  me: Me,
): readonly Resent[] {
  const answer = whole.protocolMessage?.peerDataOperationRequestResponseMessage
  return (answer?.peerDataOperationResult ?? []).flatMap((result) => {
    const bytes = result.placeholderMessageResendResponse?.webMessageInfoBytes
    if (!bytes) return []
    const info = baileys.proto.WebMessageInfo.decode(bytes)
    const envelope = envelopeOf(info, me)
    return envelope ? [{ envelope, content: info.message ?? undefined }] : []
  })
}

/** The outside of a message that came inside another. */
export function envelopeOf(info: proto.IWebMessageInfo, me: Me): Envelope | undefined {
  const { remoteJid, fromMe, id } = info.key ?? {}
  if (!remoteJid || !id || !info.message || (fromMe && me.jid === undefined)) return undefined
  return {
    id,
    t: String(Number(info.messageTimestamp ?? 0)),
    ...(info.pushName && { notify: info.pushName }),
    ...(fromMe ? { from: me.jid ?? '', recipient: remoteJid } : { from: remoteJid }),
  }
}
