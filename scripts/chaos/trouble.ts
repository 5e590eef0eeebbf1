import { join } from 'node:path'

/** Flags for the bots' Node under which a file `TROUBLE` in a tenant's folder makes its bot make some. */
export const TROUBLE_FLAGS: readonly string[] = [
  `--require=${join(import.meta.dirname, 'trouble.cjs')}`,
]
