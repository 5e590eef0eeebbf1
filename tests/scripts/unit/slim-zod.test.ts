import { createRequire } from 'node:module'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { slim } from '../../../scripts/build/slim/slim.ts'
import { root } from '../../../scripts/root.ts'
import { fc } from '../../property.ts'
import { temporaryFolder } from '../../server/helpers/installation.ts'

type Schemas = ReadonlyMap<string, z.ZodType>

/** Every schema that the contracts and the nouns export, as they are in a bot's bundle. */
async function schemasIn(how: 'plain' | 'slim'): Promise<Schemas> {
  using folder = temporaryFolder()
  const files = ['contracts', 'domain'].flatMap((room) =>
    readdirSync(join(root, 'common', room))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `./common/${room}/${file}`),
  )
  const { outputFiles } = await build({
    stdin: {
      contents: files
        .map((file, at) => `export * as _${at} from ${JSON.stringify(file)}`)
        .join('\n'),
      resolveDir: root,
    },
    outdir: folder.path,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    plugins: how === 'slim' ? [slim()] : [],
  })
  const program = `(function (module, exports, require) {${outputFiles[0]?.text}\n})`
  const module = { exports: {} }
  const run: unknown = runInThisContext(program)
  if (typeof run !== 'function') throw new TypeError('no program')
  run(module, module.exports, createRequire(join(root, 'package.json')))
  return new Map(found('', module.exports))
}

/** Schemas by the way to them: exports, and what endpoints are made of. */
function found(at: string, value: unknown, depth = 0): [string, z.ZodType][] {
  if (typeof value !== 'object' || value === null) return []
  if (isSchema(value)) return [[at, value]]
  if (depth > 2 || Object.getPrototypeOf(value) === null) return []
  return Object.entries(value).flatMap(([key, inner]) => found(`${at}/${key}`, inner, depth + 1))
}

const isSchema = (value: object): value is z.ZodType =>
  'safeParse' in value && typeof value.safeParse === 'function'

/** What fields of messages, people and settings tend to hold, rightly and wrongly. */
const POOL: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  1,
  -3,
  2.5,
  1e12,
  '',
  'hola',
  '+5491155550000',
  '2026-01-01T00:00:00.000Z',
  'msg_01a22ff1-db9f-722e-b710-2e5bfa93b341',
  '01a22ff1-db9f-722e-b710-2e5bfa93b341',
  'text',
  'shop-1',
  'https://example.com/a',
  [],
  ['hola', 1],
  {},
]

/** Values of the shape that a schema says in JSON Schema, with wrong ones among them. */
function near(schema: Json, depth = 0): fc.Arbitrary<unknown> {
  const any = fc.constantFrom(...POOL)
  const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  const said = [
    ...(schema.const !== undefined ? [fc.constant(schema.const)] : []),
    ...(schema.enum ? [fc.constantFrom(...schema.enum)] : []),
    ...(depth < 4 ? options.map((option) => near(option, depth + 1)) : []),
    ...(schema.type === 'integer' ? [fc.integer({ min: -1, max: 50 })] : []),
    ...(schema.type === 'boolean' ? [fc.boolean()] : []),
    ...(schema.items && depth < 4
      ? [fc.array(near(schema.items, depth + 1), { maxLength: 2 })]
      : []),
    ...(schema.properties && depth < 4
      ? [
          fc.record(
            Object.fromEntries(
              Object.entries(schema.properties).map(([key, one]) => [key, near(one, depth + 1)]),
            ),
            { requiredKeys: schema.required ?? [] },
          ),
        ]
      : []),
  ]
  const right = said.length > 0 ? fc.oneof(...said) : any
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: any })
}

interface Json {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Json[]
  readonly oneOf?: readonly Json[]
  readonly items?: Json
  readonly properties?: Readonly<Record<string, Json>>
  readonly required?: string[]
}

const verdict = (schema: z.ZodType, value: unknown): unknown => {
  const read = schema.safeParse(value)
  return read.success ? { data: read.data } : { issues: read.error.issues }
}

describe('what stands for zod', () => {
  let plain: Schemas
  let slimmed: Schemas

  beforeAll(async () => {
    ;[plain, slimmed] = await Promise.all([schemasIn('plain'), schemasIn('slim')])
  })

  it('has every schema', () => {
    expect(plain.size).toBeGreaterThan(300)
    expect([...slimmed.keys()]).toEqual([...plain.keys()])
  })

  it('reads and refuses as zod does, with the same words', () => {
    let taken = 0
    let refused = 0
    for (const [name, schema] of plain) {
      const other = slimmed.get(name)
      if (!other) throw new Error(`${name} is missing`)
      const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json
      fc.assert(
        fc.property(near(json), (value) => {
          const mine = verdict(other, value)
          expect(mine, name).toEqual(verdict(schema, value))
          if (typeof mine === 'object' && mine !== null && 'data' in mine) taken += 1
          else refused += 1
        }),
        { numRuns: 8 },
      )
    }
    // Neither says much alone.
    expect(taken).toBeGreaterThan(500)
    expect(refused).toBeGreaterThan(500)
  })
})
