import type { MediaObject } from '../../../common/contracts/content/media.ts'
import type { MediaType } from '../../../common/domain/media.ts'
import type { ChannelMessageId } from '../../../common/domain/ids.ts'
import type { WASocket } from './socket.ts'

/** A file that lies encrypted on WhatsApp's media host, as messages point to it. */
export interface UploadedFile {
  readonly url?: string | undefined
  readonly directPath: string
  readonly mediaKey: Uint8Array
  /** When the key was made, in seconds since the epoch. */
  readonly mediaKeyTimestamp: number
  readonly fileSha256: Uint8Array
  readonly fileEncSha256: Uint8Array
  /** In bytes, before it was encrypted. */
  readonly fileLength: number
  readonly mimetype: string
  /** In pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** How long it plays, whole. */
  readonly seconds?: number | undefined
  /** 64 bytes from 0 to 100. */
  readonly waveform?: Uint8Array | undefined
  readonly jpegThumbnail?: Uint8Array | undefined
  readonly isAnimated?: boolean | undefined
}

/**
 * Brings the bytes of a message to WhatsApp's media host. The same message gets the same answer
 * each time, so that a message that is sent again is the same message.
 * @param socket undefined for a retry, when the file has to be there already
 * @throws {SendError}
 */
export type Upload = (
  asked: { readonly id: ChannelMessageId; readonly type: MediaType; readonly media: MediaObject },
  socket: WASocket | undefined,
) => Promise<UploadedFile>
