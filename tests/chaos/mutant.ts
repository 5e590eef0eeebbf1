import { build as esbuild } from 'esbuild'
import type { Plugin } from 'esbuild'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { addLauncher, compileLoading } from '../../scripts/build/ahead/launcher.ts'
import { BOT_BUILD } from '../../scripts/build/bundle.ts'

export const root = resolve(import.meta.dirname, '../..')

/** A bug that is put into the bot: a text of its source, and what stands in its place. */
export interface Mutation {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** A checkout whose bot has the bugs; everything else in it is ours. */
export interface Mutant extends Disposable {
  readonly root: string
}

/**
 * Builds the bot with bugs in a folder that `FLOTILLA_ROOT` can point to.
 * @throws {Error} when a text to be replaced is not in its file exactly once
 */
export async function buildMutant(mutations: readonly Mutation[]): Promise<Mutant> {
  const folder = mkdtempSync('/tmp/flotilla-mutant-')
  const dispose = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    mkdirSync(join(folder, 'dist'))
    mkdirSync(join(folder, 'data'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    symlinkSync(join(root, 'data', 'templates'), join(folder, 'data', 'templates'))
    copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
    for (const file of ['server.mjs', 'tool.cjs']) {
      copyFileSync(join(root, 'dist', file), join(folder, 'dist', file))
    }
    await esbuild({
      ...BOT_BUILD,
      entryPoints: { bot: 'bot/main.ts' },
      outdir: join(folder, 'dist'),
      plugins: [plant(mutations), ...BOT_BUILD.plugins],
    })
    await compileLoading(await addLauncher(join(folder, 'dist')))
    return { root: folder, [Symbol.dispose]: dispose }
  } catch (error) {
    dispose()
    throw error
  }
}

function plant(mutations: readonly Mutation[]): Plugin {
  return {
    name: 'plant',
    setup(build) {
      for (const file of new Set(mutations.map((one) => one.file))) {
        const path = join(root, file)
        const exactly = new RegExp(`^${path.replaceAll(/[^\w/]/g, '\\$&')}$`)
        build.onLoad({ filter: exactly }, () => ({
          loader: 'ts',
          contents: mutated(
            readFileSync(path, 'utf8'),
            mutations.filter((one) => one.file === file),
          ),
        }))
      }
    },
  }
}

/** @throws {Error} when a text is not there exactly once: the bug could not be planted */
export function mutated(source: string, mutations: readonly Mutation[]): string {
  let text = source
  for (const { file, find, replace } of mutations) {
    const found = text.split(find).length - 1
    if (found !== 1) throw new Error(`${file} has this text ${found} times, not once:\n${find}`)
    text = text.replace(find, () => replace)
  }
  return text
}
