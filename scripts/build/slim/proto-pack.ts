import { parse } from 'acorn'
import type { AnyNode, AssignmentExpression, Function as FunctionNode } from 'acorn'
import { transformSync } from 'esbuild'
import { createHash } from 'node:crypto'

/** A generated protobuf module whose messages are compiled when they are first used. */
export interface Packed {
  /** Stands in the place of the module. */
  readonly module: string
  /** What it reads the messages from, and under which name beside the program. */
  readonly pack: Buffer
  readonly name: string
}

/** A part of the source that makes one message, namespace or enum, with its own parts cut out. */
interface Part {
  readonly owner: string
  readonly key: string
  readonly start: number
  readonly end: number
  /** The function that makes it. */
  readonly made: { readonly start: number; readonly end: number }
  readonly parts: readonly Part[]
}

/** What every message may use besides its own names; the module's own helpers are added. */
const SHARED = ['$protobuf', '$Reader', '$Writer', '$util', '$root', '$lazy'] as const

/**
 * What every bot makes before it is connected, each after what it is within: these stay in the program,
 * whose compiled form is kept. Made from text they take a start 12 ms.
 */
const AT_ONCE: ReadonlySet<string> = new Set([
  'WebMessageInfo',
  'WebMessageInfo.StubType',
  'WebMessageInfo.Status',
  'MediaRetryNotification',
  'MediaRetryNotification.ResultType',
  'Message',
  'Message.ImageMessage',
  'Message.VideoMessage',
  'Message.AudioMessage',
  'Message.StickerMessage',
  'Message.DocumentMessage',
  'Message.HistorySyncNotification',
  'Message.AppStateSyncKeyData',
  'ClientPayload',
  'ClientPayload.WebInfo',
  'ClientPayload.WebInfo.WebSubPlatform',
  'ClientPayload.ConnectType',
  'ClientPayload.ConnectReason',
  'ClientPayload.UserAgent',
  'ClientPayload.UserAgent.Platform',
  'ClientPayload.UserAgent.ReleaseChannel',
  'ClientPayload.UserAgent.AppVersion',
  'HistorySync',
  'HistorySync.HistorySyncType',
  'HandshakeMessage',
  'HandshakeMessage.ClientHello',
  'HandshakeMessage.ServerHello',
  'HandshakeMessage.ClientFinish',
  'CertChain',
  'CertChain.NoiseCertificate',
  'CertChain.NoiseCertificate.Details',
])

/**
 * Takes a module that protobufjs has generated (`static-module`, as in Baileys' `WAProto`) apart.
 * Making all 700 messages at start takes 13 MB, and a bot uses some dozens: each becomes a getter that
 * reads its source from a file beside the program and compiles it. The source itself stays as it is.
 * @throws {Error} for a module of another shape
 */
export function packProto(generated: string): Packed {
  // White space only, so that its shape stays the one that is looked for here.
  const { code: source } = transformSync(generated, { minifyWhitespace: true, charset: 'ascii' })
  const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module' })
  const helpers = program.body.flatMap((node) =>
    node.type === 'FunctionDeclaration' ? [node.id.name] : [],
  )
  const root = rootOf(program.body)
  const parts = partsIn(root)
  if (parts.length < 100) throw new Error(`WAProto has only ${parts.length} parts: has it changed?`)
  const names = [...SHARED, ...helpers]
  const pack: Buffer[] = []
  let size = 0
  const kept = new Set<string>()
  const place = (part: Part, within: string): string => {
    const path = within === '' ? part.key : `${within}.${part.key}`
    const made = source.slice(part.made.start, part.made.end)
    const text = withPlaces(made, part, part.made.start, path)
    if (AT_ONCE.has(path)) {
      kept.add(path)
      return `$late(${part.owner},${JSON.stringify(part.key)},()=>(${text})())`
    }
    const bytes = Buffer.from(`"use strict";return(${text})()`)
    const at = size
    pack.push(bytes)
    size += bytes.length
    return `$lazy(${part.owner},${JSON.stringify(part.key)},${at},${bytes.length})`
  }
  const withPlaces = (
    text: string,
    { parts: inner }: Pick<Part, 'parts'>,
    from: number,
    within: string,
  ): string => {
    let changed = ''
    let at = 0
    for (const one of inner) {
      changed += text.slice(at, one.start - from) + place(one, within)
      at = one.end - from
    }
    return changed + text.slice(at)
  }
  const body = withPlaces(source, { parts }, 0, '')
  for (const path of AT_ONCE) {
    if (!kept.has(path)) throw new Error(`WAProto has no ${path}: has it changed?`)
  }
  const whole = Buffer.concat(pack)
  const name = `proto.${createHash('sha256').update(whole).digest('hex').slice(0, 12)}.pack`
  return { module: `${loader(name, names)}\n${body}`, pack: whole, name }
}

interface Root {
  readonly owner: string
  readonly body: readonly AnyNode[]
}

/** `export const proto = $root.proto = (() => { const proto = {}; … })()` */
function rootOf(body: readonly AnyNode[]): Root {
  for (const node of body) {
    if (node.type !== 'ExportNamedDeclaration') continue
    const { declaration } = node
    if (declaration?.type !== 'VariableDeclaration') continue
    const init = declaration.declarations[0]?.init
    const made = init?.type === 'AssignmentExpression' ? madeBy(init.right) : undefined
    if (made?.body.type === 'BlockStatement') {
      const { body: inner } = made.body
      return { owner: ownerIn(inner, 'proto'), body: inner }
    }
  }
  throw new Error('WAProto has no root that is known here: has it changed?')
}

/** The function that is called at once, without arguments. */
function madeBy(node: AnyNode): FunctionNode | undefined {
  if (node.type !== 'CallExpression' || node.arguments.length > 0) return undefined
  const { callee } = node
  const isFunction =
    callee.type === 'FunctionExpression' || callee.type === 'ArrowFunctionExpression'
  return isFunction ? callee : undefined
}

/** What is made within a function and hung onto its owner: `Message.Chat = (function() {…})()`. */
function partsIn({ owner, body }: Root): readonly Part[] {
  return body.flatMap((node) => {
    if (node.type !== 'ExpressionStatement') return []
    const { expression } = node
    if (expression.type !== 'AssignmentExpression') return []
    const key = keyOf(expression, owner)
    const made = madeBy(expression.right)
    if (key === undefined || made?.body.type !== 'BlockStatement') return []
    const inner = { owner: ownerIn(made.body.body, key), body: made.body.body }
    return [
      {
        owner,
        key,
        start: expression.start,
        end: expression.end,
        made: { start: made.start, end: made.end },
        parts: partsIn(inner),
      },
    ]
  })
}

function keyOf({ left }: AssignmentExpression, owner: string): string | undefined {
  if (left.type !== 'MemberExpression' || left.computed) return undefined
  const { object, property } = left
  const isOwn = object.type === 'Identifier' && object.name === owner
  return isOwn && property.type === 'Identifier' ? property.name : undefined
}

/** A message is a function, a namespace an object; both are what the function returns. */
function ownerIn(body: readonly AnyNode[], key: string): string {
  const last = body.at(-1)
  const returned = last?.type === 'ReturnStatement' ? last.argument : undefined
  return returned?.type === 'Identifier' ? returned.name : key
}

/** Opened at once: a build that comes later does not take the file away from under the program. */
const loader = (name: string, names: readonly string[]): string => `
import { openSync as $open, readSync as $read } from 'node:fs'
import { join as $join } from 'node:path'
const $pack = $open($join(__dirname, ${JSON.stringify(name)}), 'r')
const $make = (at, length) => {
  const bytes = Buffer.allocUnsafe(length)
  $read($pack, bytes, 0, length, at)
  return new Function(${names.map((one) => JSON.stringify(one)).join(', ')}, bytes.latin1Slice())(${names.join(', ')})
}
const $lazy = (owner, key, at, length) => $late(owner, key, () => $make(at, length))
const $late = (owner, key, make) => {
  const set = (value) => Object.defineProperty(owner, key, { value, writable: true, enumerable: true, configurable: true })
  Object.defineProperty(owner, key, {
    configurable: true,
    enumerable: true,
    get() {
      const value = make()
      set(value)
      return value
    },
    set,
  })
}`
