/** What a player shows of a voice note before it is played. */
export interface OpusFacts {
  readonly channels: number
  /** Whole seconds, at least one. */
  readonly seconds: number
  /** 64 values from 0 to 100. */
  readonly waveform: Uint8Array
}

const BARS = 64
const RATE = 48_000
const PAGE_HEADER = 27
const NO_POSITION = 0xffff_ffff_ffff_ffffn

interface Scan {
  channels: number
  preSkip: number
  position: bigint
  /** Bytes of each packet of sound: louder ones need more. */
  readonly sizes: number[]
  /** Of a packet that goes on in the next segment. */
  open: number
  /** Packets of headers still to come: who is playing, and its tags. */
  headers: number
}

/**
 * Reads length and waveform of an Ogg Opus file from the sizes of its packets, without decoding.
 * Holds one page (64 KB) at a time.
 * @returns undefined when it is no Ogg Opus, or a broken one
 */
export async function readOpus(chunks: AsyncIterable<Uint8Array>): Promise<OpusFacts | undefined> {
  const scan: Scan = { channels: 0, preSkip: 0, position: 0n, sizes: [], open: 0, headers: 2 }
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const length = pageLength(rest)
      if (length === undefined) break
      if (length === 0 || !takePage(scan, rest.subarray(0, length))) return undefined
      rest = rest.subarray(length)
    }
  }
  if (scan.channels === 0 || rest.length > 0) return undefined
  return {
    channels: scan.channels,
    seconds: Math.max(1, Math.round((Number(scan.position) - scan.preSkip) / RATE)),
    waveform: waveformOf(scan.sizes),
  }
}

/** @returns undefined while the page is not complete, 0 when it is none */
function pageLength(bytes: Buffer): number | undefined {
  if (bytes.length < PAGE_HEADER) return undefined
  if (bytes.toString('latin1', 0, 4) !== 'OggS') return 0
  const segments = bytes.readUInt8(26)
  if (bytes.length < PAGE_HEADER + segments) return undefined
  const length = lacing(bytes).reduce((sum, size) => sum + size, PAGE_HEADER + segments)
  return bytes.length < length ? undefined : length
}

const lacing = (page: Buffer): Uint8Array =>
  page.subarray(PAGE_HEADER, PAGE_HEADER + page.readUInt8(26))

/** @returns whether it belongs to an Opus stream */
function takePage(scan: Scan, page: Buffer): boolean {
  if (scan.channels === 0 && !takeHead(scan, page)) return false
  const position = page.readBigUInt64LE(6)
  if (position !== NO_POSITION) scan.position = position
  for (const size of lacing(page)) {
    scan.open += size
    // 255 says that the packet goes on.
    if (size === 255) continue
    if (scan.headers > 0) scan.headers -= 1
    else scan.sizes.push(scan.open)
    scan.open = 0
  }
  return true
}

function takeHead(scan: Scan, page: Buffer): boolean {
  const head = page.subarray(PAGE_HEADER + page.readUInt8(26))
  if (head.length < 12 || head.toString('latin1', 0, 8) !== 'OpusHead') return false
  scan.channels = head.readUInt8(9)
  scan.preSkip = head.readUInt16LE(10)
  return scan.channels > 0
}

/** Silence still has a size, so the smallest counts as nothing. */
function waveformOf(sizes: readonly number[]): Uint8Array {
  const means = Array.from({ length: BARS }, (_, bar) => {
    const from = Math.floor((bar * sizes.length) / BARS)
    const part = sizes.slice(from, Math.max(from + 1, ((bar + 1) * sizes.length) / BARS))
    return part.reduce((sum, size) => sum + size, 0) / Math.max(1, part.length)
  })
  const low = Math.min(...means)
  const span = Math.max(...means) - low
  return Uint8Array.from(means, (mean) => (span > 0 ? Math.round(((mean - low) / span) * 100) : 0))
}
