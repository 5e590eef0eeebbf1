import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'

/**
 * Lets Node keep the compiled form of a bot's program in a folder: from then on every start
 * takes two thirds of the processor time. A bot without a tenant loads all of itself,
 * says what is missing, and ends. Those that are killed would never keep anything.
 */
export function compileOnce(program: string, cache = process.env['NODE_COMPILE_CACHE']): void {
  if (!cache) return
  spawnSync(process.execPath, [program], {
    cwd: dirname(program),
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: cache },
    stdio: 'ignore',
  })
}
