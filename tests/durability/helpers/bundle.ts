import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { addLauncher, compileLoading } from '../../../scripts/build/ahead/launcher.ts'
import { BOT_BUILD } from '../../../scripts/build/bundle.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

/** A change to one file of the bot, or of a library in its bundle. */
export interface Edit {
  /** How the file's path ends. */
  readonly file: string
  /** Must stand in the file exactly once. */
  readonly text: string
  readonly by: string
}

export interface Bundle extends Disposable {
  readonly program: string
}

/**
 * Builds the bot from its sources, changed as told: for showing what a part of it is good for.
 * @throws {Error} when a text to be changed is not there any more
 */
export async function bundleBot(edits: readonly Edit[] = []): Promise<Bundle> {
  // Inside the repository, or native libraries would not be found.
  mkdirSync(join(ROOT, 'dist'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, 'dist', 'changed-'))
  const program = join(folder, 'bot.cjs')
  const applied = new Set<Edit>()
  try {
    await build({
      ...BOT_BUILD,
      entryPoints: { bot: 'bot/main.ts' },
      outdir: folder,
      logLevel: 'error',
      plugins: [...edits.map((edit) => editing(edit, applied)), ...BOT_BUILD.plugins],
    })
    const missed = edits.find((edit) => !applied.has(edit))
    if (missed) throw new Error(`${missed.file} is not in the bundle any more`)
    await compileLoading(await addLauncher(folder))
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return {
    program,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function editing(edit: Edit, applied: Set<Edit>): Plugin {
  const { file, text, by } = edit
  const filter = new RegExp(`${file.replaceAll(/[.\\]/g, String.raw`\$&`)}$`)
  return {
    name: `edit ${file}`,
    setup(building) {
      building.onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, 'utf8')
        const parts = source.split(text)
        if (parts.length !== 2) {
          throw new Error(`${JSON.stringify(text)} stands ${parts.length - 1} times in ${path}`)
        }
        applied.add(edit)
        return { contents: parts.join(by), loader: path.endsWith('.ts') ? 'ts' : 'js' }
      })
    },
  }
}
