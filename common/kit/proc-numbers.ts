import { readSync } from 'node:fs'

const buffer = Buffer.alloc(256)
const ZERO = 0x30
const NINE = 0x39

/**
 * The whole numbers in a file of one line below /proc, such as `statm`; undefined when its process
 * has ended. Read many times a second for many processes, so without making texts of them.
 * @param file its descriptor
 */
export function readNumbers(file: number): readonly number[] | undefined {
  try {
    const length = readSync(file, buffer, 0, buffer.length, 0)
    const numbers: number[] = []
    let number = -1
    for (let at = 0; at < length; at += 1) {
      const byte = buffer[at] ?? 0
      if (byte >= ZERO && byte <= NINE) number = Math.max(0, number) * 10 + byte - ZERO
      else if (number >= 0) {
        numbers.push(number)
        number = -1
      }
    }
    return number >= 0 ? [...numbers, number] : numbers
  } catch {
    return undefined
  }
}
