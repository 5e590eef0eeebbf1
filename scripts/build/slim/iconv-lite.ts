// Stands in the bundled bot for `iconv-lite`, which brings half a megabyte of tables for encodings
// that no JSON has: RFC 8259 knows UTF-8 only. Any other is answered with 415 by `body-parser`.
import { StringDecoder } from 'node:string_decoder'

const KNOWN = /^(utf-?8|us-ascii|ascii)$/i

export const encodingExists = (encoding: string): boolean => KNOWN.test(encoding)

/** @throws {Error} for an encoding that is not known, as the library does */
export function getDecoder(encoding: string) {
  if (!encodingExists(encoding)) throw new Error(`Encoding not recognized: '${encoding}'`)
  const decoder = new StringDecoder('utf8')
  let isStart = true
  // A byte order mark is no part of the text.
  const text = (read: string): string => {
    if (!isStart || read === '') return read
    isStart = false
    return read.replace(/^\ufeff/, '')
  }
  return {
    write: (chunk: Buffer): string => text(decoder.write(chunk)),
    end: (): string => text(decoder.end()),
  }
}
