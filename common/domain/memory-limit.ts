import * as z from 'zod'

/**
 * How much memory a tenant's bot may take, in MiB: what is its own (heap, buffers, SQLite's pages),
 * without the program, which all bots share. An idle bot takes 44, a busy shop 85, a document of
 * 60 MB on its way 24 more.
 */
export const MEMORY_LIMIT_MB = { least: 128, usual: 256, most: 16_384 } as const

const { least, usual, most } = MEMORY_LIMIT_MB

const wanted = `must be a whole number of MiB from ${least} to ${most}`

/** A limit as it is given; null is the usual one, also when that changes. */
export const memoryLimitField = z
  .int(wanted)
  .min(least, wanted)
  .max(most, wanted)
  .nullable()
  .describe(`how much memory its bot may take, in MiB; null: as much as is usual (${usual})`)
  .meta({ example: usual })
