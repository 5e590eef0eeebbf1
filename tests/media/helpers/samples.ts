import { createHash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'

/** Bytes that look accidental and are the same each time. */
export function noise(size: number, seed = 'noise'): Buffer {
  return Buffer.alloc(size, createHash('sha512').update(seed).digest())
}

const withBody = (head: Buffer, size: number, seed?: string): Buffer =>
  Buffer.concat([head, noise(Math.max(0, size - head.length), seed)])

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')

function written(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length)
  write(bytes)
  return bytes
}

/** The heads of real files; what follows is noise. */
export function png(width: number, height: number, size = 200): Buffer {
  const head = written(33, (bytes) => {
    bytes.write('\x89PNG\r\n\x1a\n', 0, 'latin1')
    bytes.writeUInt32BE(13, 8)
    bytes.write('IHDR', 12, 'latin1')
    bytes.writeUInt32BE(width, 16)
    bytes.writeUInt32BE(height, 20)
    bytes.writeUInt8(8, 24)
  })
  return withBody(head, size)
}

export function jpeg(width: number, height: number, size = 2000, seed?: string): Buffer {
  const exif = Buffer.concat([latin('\xff\xe1\x03\x02'), noise(0x300, 'exif')])
  const frame = written(19, (bytes) => {
    bytes.write('\xff\xc0\0\x11\x08', 0, 'latin1')
    bytes.writeUInt16BE(height, 5)
    bytes.writeUInt16BE(width, 7)
  })
  return withBody(Buffer.concat([latin('\xff\xd8'), exif, frame]), size, seed)
}

export function webp(width: number, height: number, animated = false, size = 300): Buffer {
  const head = written(30, (bytes) => {
    bytes.write('RIFF', 0, 'latin1')
    bytes.writeUInt32LE(size - 8, 4)
    bytes.write('WEBPVP8X', 8, 'latin1')
    bytes.writeUInt32LE(10, 16)
    bytes.writeUInt8(animated ? 2 : 0, 20)
    bytes.writeUIntLE(width - 1, 24, 3)
    bytes.writeUIntLE(height - 1, 27, 3)
  })
  return withBody(head, size)
}

export const mp4 = (size = 1000, brand = 'isom'): Buffer =>
  withBody(latin(`\0\0\0\x18ftyp${brand}\0\0\x02\0isommp41`), size)

export const mp3 = (size = 1000): Buffer => withBody(latin('ID3\x04\0\0\0\0\0\0'), size)

export const pdf = (size = 1000, seed?: string): Buffer => withBody(latin('%PDF-1.7\n'), size, seed)

function page(number: number, flags: number, position: bigint, packets: readonly Buffer[]): Buffer {
  const lacing = packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255,
  ])
  const head = written(27, (bytes) => {
    bytes.write('OggS', 0, 'latin1')
    bytes.writeUInt8(flags, 5)
    bytes.writeBigUInt64LE(position, 6)
    bytes.writeUInt32LE(7, 14)
    bytes.writeUInt32LE(number, 18)
    bytes.writeUInt8(lacing.length, 26)
  })
  return Buffer.concat([head, Buffer.from(lacing), ...packets])
}

/** A voice note of 20 ms packets, quiet at first and then loud; its checksums are left out. */
export function voiceNote(seconds: number, channels = 1): Buffer {
  const preSkip = 312
  const head = written(19, (bytes) => {
    bytes.write('OpusHead\x01', 0, 'latin1')
    bytes.writeUInt8(channels, 9)
    bytes.writeUInt16LE(preSkip, 10)
    bytes.writeUInt32LE(48_000, 12)
  })
  const pages = [page(0, 2, 0n, [head]), page(1, 0, 0n, [latin('OpusTags\0\0\0\0\0\0\0\0')])]
  for (let second = 0; second < seconds; second += 1) {
    const size = second < seconds / 2 ? 20 : 300
    const packets = Array.from({ length: 50 }, (_, index) => noise(size, `${second}.${index}`))
    const isLast = second === seconds - 1
    const position = BigInt((second + 1) * 48_000 + preSkip)
    pages.push(page(second + 2, isLast ? 4 : 0, position, packets))
  }
  return Buffer.concat(pages)
}

/** A zip of a few kilobytes that unpacks to `megabytes`. */
export function zipBomb(megabytes = 8): Buffer {
  const packed = deflateRawSync(Buffer.alloc(megabytes * 2 ** 20))
  const head = written(31, (bytes) => {
    bytes.write('PK\x03\x04\x14\0\0\0\x08\0', 0, 'latin1')
    bytes.writeUInt32LE(packed.length, 18)
    bytes.writeUInt32LE(megabytes * 2 ** 20, 22)
    bytes.writeUInt16LE(1, 26)
    bytes.write('a', 30, 'latin1')
  })
  return Buffer.concat([head, packed])
}
