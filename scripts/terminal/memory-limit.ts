import { InvalidArgumentError, Option } from 'commander'
import { MEMORY_LIMIT_MB, memoryLimitField } from '../../common/domain/memory-limit.ts'

/** A tenant's memory limit as it is typed, in MiB. */
export type TypedLimit = number | 'default'

/** `--memory <MiB>`: a tenant's memory limit, or `default`. */
export const memoryLimitOption = (): Option =>
  new Option(
    '--memory <MiB>',
    `how much memory the bot may take; default is ${MEMORY_LIMIT_MB.usual}`,
  ).argParser(readLimit)

/** As the API takes it. */
export const limitOf = (typed: TypedLimit): number | null => (typed === 'default' ? null : typed)

function readLimit(text: string): TypedLimit {
  if (text === 'default') return text
  const { least, most } = MEMORY_LIMIT_MB
  const read = memoryLimitField.safeParse(/^\d+$/.test(text) ? Number(text) : Number.NaN)
  if (read.success && read.data !== null) return read.data
  throw new InvalidArgumentError(`A whole number of MiB from ${least} to ${most}, or default.`)
}
