import type { proto } from '@whiskeysockets/baileys'
import type { MediaType } from '../../../common/domain/media.ts'
import type { AnnouncedFile } from './media-source.ts'
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

interface Part {
  readonly mimetype?: string | null
  readonly fileSha256?: Uint8Array | null
  readonly fileEncSha256?: Uint8Array | null
  readonly mediaKey?: Uint8Array | null
  readonly directPath?: string | null
  readonly url?: string | null
  readonly fileLength?: number | { toString(): string } | null
  readonly fileName?: string | null
}

function media(
  type: MediaType,
  part: Part,
  caption: string | null | undefined,
  more: object = {},
): Body {
  const details = {
    mime_type: part.mimetype ?? undefined,
    sha256: part.fileSha256 ? Buffer.from(part.fileSha256).toString('base64') : undefined,
    caption: caption ?? undefined,
    ...more,
  }
  return { type, text: caption ?? null, content: { [type]: details }, file: fileIn(type, part) }
}

/** @returns undefined when it says too little to be fetched, as what may be seen once may do */
function fileIn(type: MediaType, part: Part): AnnouncedFile | undefined {
  const directPath = part.directPath || pathOf(part.url)
  if (!directPath || part.mediaKey?.length !== KEY_BYTES) return undefined
  const size = Number(part.fileLength ?? Number.NaN)
  return {
    type,
    directPath,
    mediaKey: part.mediaKey,
    fileSha256: part.fileSha256 ?? undefined,
    fileEncSha256: part.fileEncSha256 ?? undefined,
    mime: part.mimetype ?? undefined,
    size: Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    filename: part.fileName ?? undefined,
  }
}

const KEY_BYTES = 32

/** Some clients name the place in its long form only. */
function pathOf(url: string | null | undefined): string | undefined {
  const parsed = url ? URL.parse(url) : null
  return parsed ? parsed.pathname + parsed.search : undefined
}
