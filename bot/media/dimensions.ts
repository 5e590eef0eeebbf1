/** What an image's own header says of it; nothing is decoded. */
export interface Dimensions {
  readonly width: number
  readonly height: number
  readonly isAnimated: boolean
}

/** How many bytes of a file are looked at: a photo's own preview may lie before its size. */
export const HEADER_REACH = 131_072

/**
 * Reads an image's size in pixels from its header: PNG, JPEG, GIF and WebP.
 * @returns undefined when it is none of them, or does not say within its first bytes
 */
export function dimensionsOf(mime: string, head: Buffer): Dimensions | undefined {
  try {
    return READERS[mime]?.(head)
  } catch (error) {
    if (error instanceof RangeError) return undefined // the header is cut off
    throw error
  }
}

const still = (width: number, height: number): Dimensions => ({ width, height, isAnimated: false })

const READERS: Readonly<Record<string, (head: Buffer) => Dimensions | undefined>> = {
  'image/png': (head) => still(head.readUInt32BE(16), head.readUInt32BE(20)),
  'image/gif': (head) => ({
    width: head.readUInt16LE(6),
    height: head.readUInt16LE(8),
    isAnimated: true,
  }),
  'image/webp': webp,
  'image/jpeg': jpeg,
}

function webp(head: Buffer): Dimensions | undefined {
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8X':
      return {
        width: head.readUIntLE(24, 3) + 1,
        height: head.readUIntLE(27, 3) + 1,
        isAnimated: (head.readUInt8(20) & 2) !== 0,
      }
    case 'VP8 ':
      return still(head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff)
    case 'VP8L': {
      const bits = head.readUInt32LE(21)
      return still((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
    }
    default:
      return undefined
  }
}

/** Walks the segments to the one that begins the picture. */
function jpeg(head: Buffer): Dimensions | undefined {
  let at = 2
  while (head.readUInt8(at) === 0xff) {
    const marker = head.readUInt8(at + 1)
    if (marker === 0xff) at += 1
    else if (isFrame(marker)) return still(head.readUInt16BE(at + 7), head.readUInt16BE(at + 5))
    else at += 2 + head.readUInt16BE(at + 2)
  }
  return undefined
}

/** C4, C8 and CC are tables in between. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
