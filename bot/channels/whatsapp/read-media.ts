import type { proto } from '@whiskeysockets/baileys'
import type { Body } from './read-content.ts'

/** The body of a message whose bytes travel apart. */
export function mediaBody(content: proto.IMessage): Body | undefined {
  const { imageMessage, audioMessage, documentMessage } = content
  if (imageMessage) return media('image', imageMessage, imageMessage.caption)
  const video = content.videoMessage ?? content.ptvMessage
  if (video) return media('video', video, video.caption)
  if (audioMessage) {
    return media('audio', audioMessage, undefined, { voice: audioMessage.ptt === true })
  }
  if (documentMessage) {
    return media('document', documentMessage, documentMessage.caption, {
      filename: documentMessage.fileName ?? undefined,
    })
  }
  const sticker = content.stickerMessage ?? content.lottieStickerMessage?.message?.stickerMessage
  return sticker
    ? media('sticker', sticker, undefined, { animated: sticker.isAnimated === true })
    : undefined
}

function media(
  type: string,
  part: { readonly mimetype?: string | null; readonly fileSha256?: Uint8Array | null },
  caption: string | null | undefined,
  more: object = {},
): Body {
  const details = {
    mime_type: part.mimetype ?? undefined,
    sha256: part.fileSha256 ? Buffer.from(part.fileSha256).toString('base64') : undefined,
    caption: caption ?? undefined,
    ...more,
  }
  return { type, text: caption ?? null, content: { [type]: details } }
}
