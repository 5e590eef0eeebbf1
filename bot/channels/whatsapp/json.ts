/**
 * JSON with bytes in it, written as Baileys' own `BufferJSON` does: `{type: "Buffer", data: base64}`.
 * Ours, so that tools can read a session without loading Baileys.
 */
export const toJson = (value: unknown): string => JSON.stringify(value, replaceBytes)

/** The reverse of `toJson`; also reads bytes as Node's `Buffer` writes them by itself. */
export const fromJson = (text: string): unknown => JSON.parse(text, reviveBytes)

function replaceBytes(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return { type: 'Buffer', data: Buffer.from(value).toString('base64') }
  }
  // A Buffer has been through its own toJSON before a replacer sees it.
  if (isSerializedBuffer(value) && Array.isArray(value.data)) {
    return { type: 'Buffer', data: Buffer.from(numbersOf(value.data)).toString('base64') }
  }
  return value
}

function reviveBytes(_key: string, value: unknown): unknown {
  if (!isSerializedBuffer(value)) return value
  if (typeof value.data === 'string') return Buffer.from(value.data, 'base64')
  return Array.isArray(value.data) ? Buffer.from(numbersOf(value.data)) : value
}

const numbersOf = (values: readonly unknown[]): number[] => values.map(Number)

function isSerializedBuffer(value: unknown): value is { type: 'Buffer'; data: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value
  )
}
