import { applyEdits, modify, parse, printParseErrorCode } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import { join } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import { tenantConfigSchemaFor } from '../../common/domain/tenant-config.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import { readTextIfThere } from '../../common/kit/files.ts'
import { invalidRequest } from '../../common/kit/http.ts'

/** What registering sets in a tenant's `config.json`; everything else is the template's. */
export type ConfigValues = Readonly<Record<string, unknown>>

const BUILT_IN = '{}\n'

/** An installation's own template wins over the one that comes with the checkout. */
export function readTemplate(dataDir: string, root: string): string {
  return (
    readTextIfThere(join(dataDir, 'templates', 'config.json')) ??
    readTextIfThere(join(root, 'data', 'templates', 'config.json')) ??
    BUILT_IN
  )
}

/**
 * A new tenant's `config.json`: the template with its comments, and the values put in.
 * @throws {Problem} `invalid_request` naming the fields whose values do not fit; `config_broken`
 *   when the template itself cannot be read
 */
export function configText(template: string, values: ConfigValues): string {
  parseJsonc(template, 'The template of config.json')
  const text = edited(template, values)
  const whole = parseJsonc(text, 'The template of config.json')
  const read = tenantConfigSchemaFor(whole).safeParse(whole)
  // In the file they are canonical: its country may be changed later.
  if (read.success) return edited(text, 'owners' in values ? { owners: read.data.owners } : {})
  throw invalidRequest(
    read.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })),
  )
}

function edited(text: string, values: ConfigValues): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2 }
  return Object.entries(values).reduce(
    (before, [name, value]) =>
      applyEdits(before, modify(before, [name], value, { formattingOptions })),
    text,
  )
}

/**
 * A tenant's `config.json` out of its text.
 * @param what names the file in the problem's sentence
 * @throws {Problem} `config_broken`, with line and column or the fields that are wrong
 */
export function parseConfig(text: string, what: string): TenantConfig {
  const given = parseJsonc(text, what)
  const read = tenantConfigSchemaFor(given).safeParse(given)
  if (read.success) return read.data
  const fields = read.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
  }))
  const sentence = fields.map(({ field, message }) => `${field} ${message}`).join('; ')
  throw problem('config_broken', `${what} does not fit: ${sentence}.`, { fields })
}

function parseJsonc(text: string, what: string): unknown {
  const errors: ParseError[] = []
  const value: unknown = parse(text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (!error) return value
  const before = text.slice(0, error.offset).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  throw problem(
    'config_broken',
    `${what} cannot be read: ${printParseErrorCode(error.error)} at line ${before.length}, column ${column}.`,
  )
}
