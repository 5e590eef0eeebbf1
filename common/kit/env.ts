import * as z from 'zod'
import { Problem } from './errors.ts'

/**
 * Checks environment variables against a schema of strings and gives them typed. Empty strings
 * count as missing, as people leave `NAME=` in `.env` files.
 * @throws {Problem} `invalid_config`, naming every variable that is missing or wrong
 */
export function readEnv<T extends z.ZodType>(
  schema: T,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<T> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const fields = read.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
  }))
  const sentence = fields.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new Problem('invalid_config', 500, `The environment is not usable. ${sentence}.`, {
    fields,
  })
}

/** A TCP port given as text. */
export const portText = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((port) => port <= 65_535, 'must be a port number up to 65535')
