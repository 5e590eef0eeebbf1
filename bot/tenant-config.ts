import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { findNodeAtLocation, parse, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Node, ParseError } from 'jsonc-parser'
import * as z from 'zod'
import { problem } from '../common/contracts/errors.ts'
import { KNOWN_CONFIG_KEYS, tenantConfigSchemaFor } from '../common/domain/tenant-config.ts'
import { messageOf } from '../common/kit/errors.ts'
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from '../common/kit/files.ts'

/** A bot that runs alone may have any id; a registered one has the one its server gave. */
const schemaFor = (given: unknown) =>
  tenantConfigSchemaFor(given).extend({ id: z.string().min(1).max(64) })

export type BusinessConfig = z.output<ReturnType<typeof schemaFor>>

/** What a `config.json` says, or where it is wrong. */
export type ConfigReading =
  | { readonly config: BusinessConfig; readonly warnings: readonly string[] }
  | { readonly broken: string }

/**
 * Reads the text of a `config.json`: comments and trailing commas are fine, missing keys take the
 * template's value, unknown keys are kept with a warning.
 * @returns the first thing that is wrong with its line and column, if something is
 */
export function readTenantConfig(text: string, template = '{}'): ConfigReading {
  const errors: ParseError[] = []
  const given: unknown = parse(text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error) {
    const what = printParseErrorCode(error.error).replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    return { broken: `${placeOf(text, error.offset)}: ${what.toLowerCase()}` }
  }
  const whole = merge(parse(template, [], { allowTrailingComma: true }), given)
  const read = schemaFor(whole).safeParse(whole)
  if (!read.success) return { broken: firstIssue(text, read.error) }
  const unknown = Object.keys(read.data).filter((key) => !KNOWN_CONFIG_KEYS.has(key))
  return {
    config: read.data,
    warnings: unknown.map((key) => `config.json: ${key} is not known; it is kept and not used`),
  }
}

function firstIssue(text: string, error: z.ZodError): string {
  const [issue] = error.issues
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol')
  const tree = parseTree(text, [], { allowTrailingComma: true })
  const field = path.length > 0 ? `${path.join('.')}: ` : ''
  const offset = tree ? nearestNode(tree, path).offset : 0
  return `${placeOf(text, offset)}: ${field}${issue?.message ?? 'is not usable'}`
}

/** A key that is missing has no place: its object's is the nearest. */
function nearestNode(tree: Node, path: readonly (string | number)[]): Node {
  const node = findNodeAtLocation(tree, [...path])
  return node ?? (path.length > 0 ? nearestNode(tree, path.slice(0, -1)) : tree)
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value over the template, key by key. */
function merge(template: unknown, value: unknown): unknown {
  if (!isObject(template) || !isObject(value)) return value === undefined ? template : value
  const keys = new Set([...Object.keys(template), ...Object.keys(value)])
  return Object.fromEntries([...keys].map((key) => [key, merge(template[key], value[key])]))
}

export interface TenantConfigParts {
  readonly folder: string
  /** Files that may hold the template; the first that is there counts. */
  readonly templates: readonly string[]
  /** For a folder that has no `config.json` yet. */
  readonly fresh: { readonly id: string; readonly slug: string; readonly business_name: string }
  /** It was read again: applied, or broken and the last good one kept. */
  changed(reading: ConfigReading): void
}

/** A tenant's `config.json`, kept up to date while it is open. */
export interface OpenTenantConfig extends Disposable {
  current(): BusinessConfig
  warnings(): readonly string[]
}

/** Editors write in several steps; this long after the last of them it is read, in milliseconds. */
const SETTLED = 100

/**
 * Reads a tenant's `config.json`, makes it where there is none, and follows its changes.
 * @throws {Problem} `config_broken` with line and column when there is no good one to begin with
 */
export function openTenantConfig(parts: TenantConfigParts): OpenTenantConfig {
  return new FollowedConfig(parts)
}

class FollowedConfig implements OpenTenantConfig {
  readonly #parts: TenantConfigParts
  readonly #file: string
  readonly #watcher: FSWatcher
  #text: string
  #config: BusinessConfig
  #warnings: readonly string[]
  #timer: NodeJS.Timeout | undefined

  constructor(parts: TenantConfigParts) {
    this.#parts = parts
    this.#file = join(parts.folder, 'config.json')
    makePrivateFolder(parts.folder)
    this.#text = readTextIfThere(this.#file) ?? this.#makeFile()
    const reading = this.#read(this.#text)
    if ('broken' in reading) {
      throw problem('config_broken', `${this.#file}, ${reading.broken}. Mend it and start again.`)
    }
    this.#config = reading.config
    this.#warnings = reading.warnings
    // The folder, not the file: a file that is replaced would be followed no more.
    this.#watcher = watch(parts.folder, { persistent: false }, (_event, name) => {
      if (name === 'config.json' || name === null) this.#readSoon()
    })
    this.#watcher.on('error', (error) => {
      this.#warnings = [`config.json is no longer followed: ${messageOf(error)}`]
    })
  }

  current(): BusinessConfig {
    return this.#config
  }

  warnings(): readonly string[] {
    return this.#warnings
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#watcher.close()
  }

  #readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#readAgain(), SETTLED)
  }

  #readAgain(): void {
    const text = readTextIfThere(this.#file)
    if (text === this.#text) return
    this.#text = text ?? ''
    const reading = text === undefined ? { broken: 'it is missing' } : this.#read(text)
    if ('broken' in reading) {
      this.#warnings = [`config.json, ${reading.broken}. The last good one is in use.`]
    } else {
      this.#config = reading.config
      this.#warnings = reading.warnings
    }
    this.#parts.changed(reading)
  }

  #read(text: string): ConfigReading {
    const [template] = this.#parts.templates
      .map((file) => readTextIfThere(file))
      .filter((found) => found !== undefined)
    const reading = readTenantConfig(text, template)
    const { id } = this.#parts.fresh
    if ('config' in reading && reading.config.id !== id) {
      return {
        broken: `id: ${reading.config.id} is another tenant; this bot was started for ${id}`,
      }
    }
    return reading
  }

  #makeFile(): string {
    const config = { ...this.#parts.fresh, created_at: new Date().toISOString() }
    const text = `${JSON.stringify(config, undefined, 2)}\n`
    writeFileAtomically(this.#file, text)
    return text
  }
}
