import { decodeBinaryNode, encodeBinaryNode } from '@whiskeysockets/baileys'
import type { BinaryNode } from '@whiskeysockets/baileys'

/** A stanza or a part of one, in WhatsApp's binary XML. */
export type Node = BinaryNode

type Attributes = Readonly<Record<string, string | number | undefined>>

/** Builds a node; attributes without a value are left out. */
export function el(tag: string, attributes: Attributes = {}, content?: Node['content']): Node {
  const attrs: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) attrs[name] = String(value)
  }
  return content === undefined ? { tag, attrs } : { tag, attrs, content }
}

export const attr = (node: Node | undefined, name: string): string | undefined => node?.attrs[name]

/** The children with a tag, or all of them. */
export function children(node: Node | undefined, tag?: string): readonly Node[] {
  if (!node || !Array.isArray(node.content)) return []
  return tag === undefined ? node.content : node.content.filter((part) => part.tag === tag)
}

export const child = (node: Node | undefined, tag: string): Node | undefined =>
  children(node, tag)[0]

/** A node's own bytes; text counts as UTF-8; undefined when it holds neither. */
export function bytesOf(node: Node | undefined): Buffer | undefined {
  const content = node?.content
  if (content === undefined || Array.isArray(content)) return undefined
  return typeof content === 'string'
    ? Buffer.from(content, 'utf8')
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
}

/** The bytes of the first child with a tag. */
export const childBytes = (node: Node | undefined, tag: string): Buffer | undefined =>
  bytesOf(child(node, tag))

/** A big-endian number of up to six bytes. */
export function childNumber(node: Node | undefined, tag: string): number | undefined {
  const bytes = childBytes(node, tag)
  return bytes && bytes.length > 0 && bytes.length <= 6
    ? bytes.readUIntBE(0, bytes.length)
    : undefined
}

export function bigEndian(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntBE(value, 0, length)
  return bytes
}

/** The flag byte and the node, ready to be sealed. */
export const encodeNode = (node: Node): Buffer => encodeBinaryNode(node)

/** @throws {Error} when the bytes are no node */
export const decodeNode = (bytes: Buffer): Promise<Node> => decodeBinaryNode(bytes)

/** A node as text for the database. */
export function toJson(node: Node): string {
  return JSON.stringify(node, function replace(this: unknown, key: string, value: unknown) {
    // JSON.stringify hands a Buffer over after toJSON; the original still stands in `this`.
    const original = key === 'content' && hasContent(this) ? this.content : value
    return original instanceof Uint8Array
      ? { base64: Buffer.from(original).toString('base64') }
      : value
  })
}

const hasContent = (value: unknown): value is { content: unknown } =>
  typeof value === 'object' && value !== null && 'content' in value

/** The node that `toJson` wrote. */
export function fromJson(text: string): Node {
  const read: unknown = JSON.parse(text, (_key, value: unknown) =>
    isPacked(value) ? Buffer.from(value.base64, 'base64') : value,
  )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own `toJson` wrote it
  return read as Node
}

const isPacked = (value: unknown): value is { base64: string } =>
  typeof value === 'object' &&
  value !== null &&
  'base64' in value &&
  typeof value.base64 === 'string'

/** A node as one line of XML for people, long bytes shortened. */
export function describe(node: Node): string {
  const attributes = Object.entries(node.attrs).map(([name, value]) => ` ${name}="${value}"`)
  const open = `${node.tag}${attributes.join('')}`
  if (node.content === undefined) return `<${open}/>`
  const inside = Array.isArray(node.content)
    ? node.content.map(describe).join('')
    : describeBytes(bytesOf(node) ?? Buffer.alloc(0))
  return `<${open}>${inside}</${node.tag}>`
}

const describeBytes = (bytes: Buffer): string =>
  /^[\x20-\x7e]{0,64}$/.test(bytes.toString('latin1'))
    ? bytes.toString()
    : `[${bytes.length} bytes]`
