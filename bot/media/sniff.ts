/** What the first bytes of a file say it is. */
export interface Sniffed {
  /** Honest: by content, refined by the claim only where the content allows it. */
  readonly mime: string
  /** Whether somebody claimed another type than the content has. */
  readonly isLie: boolean
}

/** How many bytes from the beginning of a file are enough to tell its type. */
const HEAD = 4096

const UNKNOWN = 'application/octet-stream'
const TEXT = 'text/plain'
const ZIP = 'application/zip'
const OLD_OFFICE = 'application/x-cfb'

type Signature = readonly [at: number, bytes: string, mime: string]

/** Bytes are written as Latin-1. Where two may fit, the one that says more comes first. */
const SIGNATURES: readonly Signature[] = [
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, '\x89PNG\r\n\x1a\n', 'image/png'],
  [0, 'GIF87a', 'image/gif'],
  [0, 'GIF89a', 'image/gif'],
  [8, 'WEBP', 'image/webp'],
  [8, 'WAVE', 'audio/wav'],
  [8, 'AVI ', 'video/x-msvideo'],
  [0, 'BM', 'image/bmp'],
  [0, 'II*\0', 'image/tiff'],
  [0, 'MM\0*', 'image/tiff'],
  [28, 'OpusHead', 'audio/ogg; codecs=opus'],
  [28, '\x80theora', 'video/ogg'],
  [0, 'OggS', 'audio/ogg'],
  [0, 'ID3', 'audio/mpeg'],
  [0, '#!AMR', 'audio/amr'],
  [0, 'fLaC', 'audio/flac'],
  [0, '%PDF-', 'application/pdf'],
  [0, 'PK\x03\x04', ZIP],
  [0, 'PK\x05\x06', ZIP],
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', OLD_OFFICE],
  [0, '\x1f\x8b', 'application/gzip'],
  [0, 'Rar!\x1a\x07', 'application/vnd.rar'],
  [0, '7z\xbc\xaf\x27\x1c', 'application/x-7z-compressed'],
  [0, '\x1a\x45\xdf\xa3', 'video/webm'],
  [0, 'MZ', 'application/x-msdownload'],
  [0, '\x7fELF', 'application/x-executable'],
]

/** MP4 is one container for many things; its brand says which. */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^M4[AB] /, 'audio/mp4'],
  [/^qt {2}/, 'video/quicktime'],
  [/^(?:heic|heix|hevc|mif1|msf1)/, 'image/heic'],
  [/^avi[fs]/, 'image/avif'],
  [/^3g/, 'video/3gpp'],
]

/**
 * What a claim may make of a content: an Excel sheet is a zip, a CSV is text, an MP4 may hold sound
 * alone. Never of something that a browser would run.
 */
const REFINEMENTS: Readonly<Record<string, RegExp>> = {
  [ZIP]: /^application\/(?:vnd\.(?:openxmlformats|oasis|android|ms-)|epub|java-archive)/,
  [OLD_OFFICE]: /^application\/(?:msword|vnd\.ms-)/,
  [TEXT]:
    /^(?:text\/(?!html|xml|xsl|javascript|ecmascript)|application\/(?:json|x-ndjson|vcard|rtf))/,
  'video/mp4': /^audio\/(?:mp4|aac)$/,
  'video/3gpp': /^audio\/3gpp$/,
  'video/webm': /^(?:audio\/webm|video\/x-matroska)$/,
  [UNKNOWN]:
    /^application\/(?!(?:x-)?(?:javascript|ecmascript)|xhtml|xml|pdf|zip|[\w.-]+\+xml|x-ms)/,
}

const ALIASES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'application/x-zip-compressed': ZIP,
  'video/3gp': 'video/3gpp',
}

/**
 * Tells a file's type by its content. Nothing is unpacked or decoded, so nothing can burst.
 * @param head the file's first bytes; 4096 are enough
 * @param claimed the media type that somebody gave it, if anybody did
 */
export function sniff(head: Uint8Array, claimed?: string): Sniffed {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HEAD))
  const found = typeOf(bytes)
  const claim = baseOf(claimed)
  if (claim === undefined || claim === UNKNOWN) return { mime: found, isLie: false }
  if (claim === baseOf(found)) return { mime: found, isLie: false }
  if (REFINEMENTS[found]?.test(claim)) return { mime: claim, isLie: false }
  return { mime: found, isLie: true }
}

/** A media type without its parameters, in lower case and in its usual spelling. */
export function baseOf(mime: string | undefined): string | undefined {
  const base = mime?.split(';')[0]?.trim().toLowerCase()
  if (!base) return undefined
  return ALIASES[base] ?? base
}

function typeOf(bytes: Buffer): string {
  const latin = bytes.toString('latin1', 0, 64)
  if (latin.startsWith('ftyp', 4)) {
    const brand = latin.slice(8, 12)
    return BRANDS.find(([is]) => is.test(brand))?.[1] ?? 'video/mp4'
  }
  const known = SIGNATURES.find(([at, text]) => latin.startsWith(text, at))
  return known?.[2] ?? frameSync(bytes) ?? textOf(bytes) ?? UNKNOWN
}

/** MPEG audio without a tag begins with eleven set bits; the layer tells MP3 from AAC. */
function frameSync(bytes: Buffer): string | undefined {
  const [first = 0, second = 0] = bytes
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  const layer = (second >> 1) & 3
  if (layer === 0) return (second & 0xf0) === 0xf0 ? 'audio/aac' : undefined
  return layer === 1 ? 'audio/mpeg' : undefined
}

function textOf(bytes: Buffer): string | undefined {
  if (bytes.length === 0 || bytes.includes(0)) return undefined
  const text = new TextDecoder().decode(bytes)
  // A character that the end of the head cuts in two is no sign of binary data.
  if (text.slice(0, -1).includes('\u{fffd}')) return undefined
  const start = text.replace(/^[\s\u{feff}]+/u, '').toLowerCase()
  if (/<svg[\s>]/.test(start)) return 'image/svg+xml'
  if (/^<(?:!doctype html|html|head|body|script|iframe|!--)/.test(start)) return 'text/html'
  return start.startsWith('<?xml') ? 'application/xml' : TEXT
}
