import { build } from 'esbuild'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packProto } from '../../../scripts/build/slim/proto-pack.ts'
import { seededRandom } from '../../../simulator/random.ts'

const root = resolve(import.meta.dirname, '../../..')
const file = join(root, 'node_modules/@whiskeysockets/baileys/WAProto/index.js')

type Made = Record<string, unknown>
interface Message {
  decode(bytes: Uint8Array): unknown
  encode(message: unknown): { finish(): Uint8Array }
  toObject(message: unknown, options: object): unknown
  fromObject(object: unknown): unknown
}

const isMade = (value: unknown): value is Made =>
  (typeof value === 'object' || typeof value === 'function') && value !== null

const isMessage = (value: unknown): value is Message & Made =>
  isMade(value) && typeof value['decode'] === 'function'

describe('WAProto, whose messages are compiled when they are first used', () => {
  let folder: string
  let packed: Made
  let whole: Made

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flotilla-proto-'))
    const { module, pack, name } = packProto(readFileSync(file, 'utf8'))
    writeFileSync(join(folder, name), pack)
    const bundled = join(folder, 'packed.cjs')
    await build({
      stdin: { contents: module, resolveDir: join(file, '..') },
      outfile: bundled,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
    })
    const require = createRequire(import.meta.url)
    packed = (require(bundled) as { proto: Made }).proto
    whole = ((await import(file)) as { proto: Made }).proto
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has the same messages, namespaces and enums, whole', () => {
    let seen = 0
    const compare = (one: Made, other: Made, path: string): void => {
      seen += 1
      expect(Object.keys(one), path).toEqual(Object.keys(other))
      for (const key of Object.keys(other)) {
        const [mine, theirs] = [one[key], other[key]]
        expect(typeof mine, `${path}.${key}`).toBe(typeof theirs)
        if (isMade(theirs) && isMade(mine) && /^[A-Z]/.test(key)) {
          compare(mine, theirs, `${path}.${key}`)
        } else if (typeof theirs !== 'function') expect(mine, `${path}.${key}`).toEqual(theirs)
      }
    }
    compare(packed, whole, 'proto')
    expect(seen).toBeGreaterThan(600)
  })

  it('reads and writes every message as it does, and refuses what it refuses', () => {
    const random = seededRandom('proto')
    let read = 0
    let messages = 0
    const compare = (one: Made, other: Made, path: string): void => {
      if (isMessage(one) && isMessage(other)) {
        messages += 1
        for (let time = 0; time < 8; time += 1) {
          const bytes = wire(random)
          const [mine, theirs] = [outcome(one, bytes), outcome(other, bytes)]
          expect(mine, `${path} of ${Buffer.from(bytes).toString('hex')}`).toEqual(theirs)
          if (!('error' in mine)) read += 1
        }
      }
      for (const key of Object.keys(other)) {
        const [mine, theirs] = [one[key], other[key]]
        if (/^[A-Z]/.test(key) && isMade(mine) && isMade(theirs))
          compare(mine, theirs, `${path}.${key}`)
      }
    }
    compare(packed, whole, 'proto')
    expect(messages).toBeGreaterThan(450)
    expect(read).toBeGreaterThan(messages)
  })
})

/** What becomes of bytes: the object they are, and what it is when it is written again. */
function outcome(type: Message, bytes: Uint8Array) {
  try {
    const message = type.decode(bytes)
    const object = type.toObject(message, { longs: String, bytes: String, defaults: true })
    const again = Buffer.from(type.encode(type.fromObject(object)).finish()).toString('hex')
    const written = Buffer.from(type.encode(message).finish()).toString('hex')
    return { object, written, again }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** Some fields with low numbers, of any kind, as they stand on the wire. */
function wire(random: ReturnType<typeof seededRandom>): Uint8Array {
  const bytes: number[] = []
  for (let fields = random.int(6); fields >= 0; fields -= 1) {
    const number = 1 + random.int(15)
    const kind = random.int(3) === 0 ? 2 : 0
    bytes.push((number << 3) | kind)
    if (kind === 0) bytes.push(random.int(128))
    else {
      const length = random.int(6)
      bytes.push(length, ...Array.from({ length }, () => random.int(128)))
    }
  }
  return Uint8Array.from(bytes)
}
