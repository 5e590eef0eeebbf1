import { spawn } from 'node:child_process'
import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { THRIFTY_NODE } from '../../../server/fleet/apps.ts'

/** A bot as it is started: a small program that runs the large one beside it. */
export interface Launcher {
  readonly folder: string
  /** The name of the large one, by its content. */
  readonly program: string
}

/** Puts the launcher in the place of a folder's `bot.cjs`, which gets a name of its own. */
export async function addLauncher(folder: string): Promise<Launcher> {
  const launcher = join(folder, 'bot.cjs')
  const hash = createHash('sha256').update(readFileSync(launcher)).digest('hex')
  const program = `bot.${hash.slice(0, 12)}.js`
  renameSync(launcher, join(folder, program))
  await build({
    entryPoints: [join(import.meta.dirname, 'launch.ts')],
    outfile: launcher,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minify: true,
    define: { PROGRAM: JSON.stringify(program) },
    logLevel: 'warning',
  })
  return { folder, program }
}

/** Node's arguments for a bot, with the flags that it has under PM2: V8 takes a compiled form only under them. */
export const commandOf = ({ folder }: Launcher): string[] => [
  ...THRIFTY_NODE,
  join(folder, 'bot.cjs'),
]

/** In the environment of a bot that keeps its compiled form when it ends. */
export const keeping = ({ program }: Launcher): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  FLOTILLA_KEEP_COMPILED: program,
})

/**
 * Keeps the compiled form of what a bot does before its first line of log. A bot without a tenant
 * loads all of itself, says what is missing, and ends.
 */
export async function compileLoading(launcher: Launcher): Promise<void> {
  const child = spawn(process.execPath, commandOf(launcher), {
    cwd: launcher.folder,
    env: keeping(launcher),
    stdio: 'ignore',
  })
  await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
}
