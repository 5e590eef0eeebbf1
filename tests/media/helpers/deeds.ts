import { readdirSync } from 'node:fs'
import { Readable } from 'node:stream'
import { MediaError } from '../../../bot/channels/media.ts'

/** What the network does when it is asked for a file. */
export type Deed = () => AsyncIterable<Uint8Array>

export const brings =
  (bytes: Buffer): Deed =>
  () =>
    Readable.from([bytes.subarray(0, 10), bytes.subarray(10)])

export const fails = (fate: MediaError['fate'], reason: string): Deed =>
  async function* () {
    yield Buffer.from('half')
    throw new MediaError(fate, reason)
  }

/** The names of all files below a folder. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
