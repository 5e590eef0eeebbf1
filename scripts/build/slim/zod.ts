// Stands in the bundled bot for `zod`: the schemas of all contracts are some two thousand objects with
// their checks and descriptions, of which an idle bot uses a few. Here a schema is made when it is first
// used; until then only what it is to be made of is kept.
import * as zod from 'zod'

export * from 'zod'

// A program of its own for each schema, made by `new Function` when it is first used, costs a start
// more than it saves a bot.
zod.config({ jitless: true })

type Shape = Readonly<Record<string, unknown>>

/** Methods that only make one schema of another; everything else is use. */
const DERIVING: ReadonlySet<PropertyKey> = new Set([
  'optional',
  'nullable',
  'nullish',
  'default',
  'prefault',
  'catch',
  'min',
  'max',
  'length',
  'nonempty',
  'regex',
  'startsWith',
  'trim',
  'toLowerCase',
  'positive',
  'nonnegative',
  'gt',
  'gte',
  'lt',
  'lte',
  'multipleOf',
  'refine',
  'superRefine',
  'check',
  'transform',
  'pipe',
  'readonly',
  'brand',
  'describe',
  'meta',
  'or',
  'strict',
  'loose',
  'partial',
  'pick',
  'omit',
])

/** What stands behind each schema that was handed out. */
const behind = new WeakMap<object, Deferred>()

class Deferred {
  #make: (() => object) | undefined
  #made: object | undefined
  /** Of an object: what it was given, so that others can be made of it. */
  readonly shape: Shape | undefined

  constructor(make: () => object, shape?: Shape) {
    this.#make = make
    this.shape = shape
  }

  made(): object {
    this.#made ??= this.#make?.()
    this.#make = undefined
    return this.#made ?? {}
  }
}

function deferredOf(schema: object): Deferred {
  const deferred = behind.get(schema)
  if (!deferred) throw new TypeError('not a schema of ours')
  return deferred
}

const HANDLER: ProxyHandler<object> = {
  get(target, name) {
    const deferred = deferredOf(target)
    if (deferred.shape) {
      const { shape } = deferred
      if (name === 'shape') return shape
      if (name === 'extend') {
        return (more: Shape) => derived(target, name, [more], { ...shape, ...more })
      }
    }
    if (DERIVING.has(name)) return (...parts: unknown[]) => derived(target, name, parts)
    const schema = deferred.made()
    const value: unknown = Reflect.get(schema, name)
    return typeof value === 'function' ? value.bind(schema) : value
  },
  has: (target, name) => Reflect.has(deferredOf(target).made(), name),
  getPrototypeOf: (target) => Reflect.getPrototypeOf(deferredOf(target).made()),
}

/** What zod is to make, with every schema in its parts made as well: nothing is deferred inside one. */
function defer(make: () => unknown, shape?: Shape): object {
  const target = {}
  behind.set(target, new Deferred(() => Object(make()), shape))
  const schema = new Proxy(target, HANDLER)
  behind.set(schema, deferredOf(target))
  return schema
}

const derived = (
  target: object,
  name: PropertyKey,
  parts: readonly unknown[],
  shape?: Shape,
): object =>
  defer(() => {
    const schema = deferredOf(target).made()
    return Reflect.apply(Reflect.get(schema, name), schema, parts.map(made))
  }, shape)

/** Schemas in lists and in plain objects too; whatever else there is stays what it is. */
function made(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part
  const known = behind.get(part)
  if (known) return known.made()
  if (Array.isArray(part)) return part.map(made)
  if (Object.getPrototypeOf(part) !== Object.prototype) return part
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, made(value)]))
}

type Maker = (...parts: never[]) => object

const later = <M extends Maker>(make: M): M =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it stands for what it makes
  ((...parts: never[]) =>
    defer(() => Reflect.apply(make, undefined, parts.map(made)))) as unknown as M

const laterObject = <M extends Maker>(make: M): M =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it stands for what it makes
  ((shape: Shape, ...parts: unknown[]) =>
    defer(() => Reflect.apply(make, undefined, [shape, ...parts].map(made)), shape)) as unknown as M

export const string = later(zod.string)
export const number = later(zod.number)
export const int = later(zod.int)
export const boolean = later(zod.boolean)
export const literal = later(zod.literal)
export const array = later(zod.array)
export const union = later(zod.union)
export const discriminatedUnion = later(zod.discriminatedUnion)
export const record = later(zod.record)
export const tuple = later(zod.tuple)
export const unknown = later(zod.unknown)
export const uuid = later(zod.uuid)
export const custom = later(zod.custom)
export const object = laterObject(zod.object)
export const strictObject = laterObject(zod.strictObject)
export const looseObject = laterObject(zod.looseObject)
export const iso = {
  ...zod.iso,
  datetime: later(zod.iso.datetime),
  date: later(zod.iso.date),
}
