import { MEDIA_LIMITS, STICKER } from '../../common/domain/media.ts'
import type { MediaFacts, MediaType } from '../../common/domain/media.ts'
import { baseOf } from './sniff.ts'

/** How a file is to be sent. */
export interface Use {
  readonly type: MediaType
  /** Of an `audio`: with a play button and a waveform, as if it had been spoken. */
  readonly voice?: boolean | undefined
}

/** Why a file cannot be sent so, for machines and for humans. */
export interface Misfit {
  readonly code: 'media_too_large' | 'media_type'
  readonly sentence: string
}

interface Content {
  readonly mime: string
  readonly size: number
  readonly facts: MediaFacts
}

/**
 * Whether a file can be sent as something, by its content and size.
 * @returns undefined when it can
 */
export function misfitOf({ type, voice }: Use, file: Content): Misfit | undefined {
  const { bytes, mimes } = MEDIA_LIMITS[type]
  const base = baseOf(file.mime) ?? ''
  if (mimes && !mimes.some((mime) => mime === base)) {
    return wrongType(`${named(type)} has to be ${mimes.join(' or ')}; this is ${file.mime}.`)
  }
  if (voice && file.facts.channels !== 1) return notVoice(file)
  if (type === 'audio' && base === 'audio/ogg' && file.facts.channels === undefined) {
    return wrongType(
      `Phones play Ogg with Opus inside only; this is ${file.mime}, or it is damaged.`,
    )
  }
  if (file.size > bytes) return tooLarge(type, bytes)
  return type === 'sticker' ? stickerMisfit(file) : undefined
}

function notVoice({ mime, facts }: Content): Misfit {
  const channels = facts.channels === undefined ? '' : ` with ${facts.channels} channels`
  return wrongType(
    `A voice note has to be audio/ogg with Opus, mono; this is ${mime}${channels}. Convert it (ffmpeg -i in -vn -c:a libopus -b:a 32k -ar 48000 -ac 1 -f ogg out.ogg), or send it without "voice".`,
  )
}

function stickerMisfit({ size, facts }: Content): Misfit | undefined {
  const { width, height, isAnimated } = facts
  if (width === undefined || height === undefined) {
    return wrongType('The sticker does not say how large its picture is; it seems damaged.')
  }
  if (Math.max(width, height) > STICKER.pixels) {
    return wrongType(
      `A sticker has at most ${STICKER.pixels} × ${STICKER.pixels} pixels; this one says ${width} × ${height}.`,
    )
  }
  const isStill = isAnimated !== true
  return isStill && size > STICKER.stillBytes ? tooLarge('sticker', STICKER.stillBytes) : undefined
}

const NAMES: Readonly<Record<MediaType, string>> = {
  image: 'An image',
  video: 'A video',
  audio: 'An audio file',
  document: 'A document',
  sticker: 'A sticker',
}
const named = (type: MediaType): string => NAMES[type]

const wrongType = (sentence: string): Misfit => ({ code: 'media_type', sentence })

const tooLarge = (type: MediaType, bytes: number): Misfit => ({
  code: 'media_too_large',
  sentence: `${named(type)} may have at most ${readable(bytes)}.${type === 'document' ? '' : ' Send it as a document instead.'}`,
})

/** Bytes as people read them. */
export const readable = (bytes: number): string =>
  bytes >= 2 ** 20
    ? `${Number((bytes / 2 ** 20).toFixed(1))} MB`
    : `${Number((bytes / 2 ** 10).toFixed(1))} KB`
