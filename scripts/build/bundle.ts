import { build as esbuild } from 'esbuild'
import type { BuildOptions } from 'esbuild'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { root } from '../root.ts'
import { compileSession } from './ahead/compile-session.ts'
import { addLauncher } from './ahead/launcher.ts'
import { slim } from './slim/slim.ts'

const SOURCES = ['common', 'bot', 'server', 'scripts/build']
const SINGLE_FILES = ['package-lock.json']
const dist = join(root, 'dist')
/** What was built of which sources. */
const stamp = join(dist, 'built.json')
const stampSchema = z.object({ sources: z.string(), files: z.array(z.string()) })

/** Native code cannot be bundled, and these peers of Baileys are loaded only where they are used. */
const LEFT_OUTSIDE = ['better-sqlite3', 'sharp', 'jimp', 'link-preview-js', 'audio-decode', 'pm2']

const SHARED: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  minify: true,
  external: LEFT_OUTSIDE,
  legalComments: 'none',
  logLevel: 'warning',
}

/**
 * How a bot is bundled; `entryPoints` and where to are left out. It is CommonJS: an ESM import of
 * `node:http` alone costs 6 MB in every process.
 */
export const BOT_BUILD = {
  ...SHARED,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // Its CommonJS form loads its parts in a way that a bundler cannot follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  plugins: [slim()],
} as const satisfies BuildOptions

/** Libraries of the server stay outside: what runs once is not weighed. */
const SERVER: BuildOptions = {
  ...SHARED,
  format: 'esm',
  packages: 'external',
  outExtension: { '.js': '.mjs' },
}

const PROGRAMS: readonly BuildOptions[] = [
  { ...BOT_BUILD, entryPoints: { bot: 'bot/main.ts', tool: 'bot/tool.ts' } },
  { ...SERVER, entryPoints: { server: 'server/main.ts' } },
]

/**
 * Bundles bot, tool and server when their sources changed. Files are written beside and renamed, so
 * that a process which starts meanwhile finds a whole program.
 * @returns whether anything was built
 */
export async function build(options: { readonly force?: boolean } = {}): Promise<boolean> {
  const sources = hashOfSources()
  if (!options.force && isFresh(sources)) return false
  const beside = join(root, `dist.${process.pid}.tmp`)
  try {
    for (const program of PROGRAMS) await esbuild({ ...program, outdir: beside })
    await compileSession(await addLauncher(beside))
    mkdirSync(dist, { recursive: true })
    const files = readdirSync(beside)
    // The parts before the programs that read them.
    for (const file of files.toSorted(partsFirst)) renameSync(join(beside, file), join(dist, file))
    for (const file of readdirSync(dist)) {
      // Whoever runs has its parts open.
      if (isPart(file) && !files.includes(file)) rmSync(join(dist, file))
    }
    writeFileSync(stamp, JSON.stringify({ sources, files }))
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
  return true
}

/** What is named by its content, and read by a program that lies beside it. */
const isPart = (file: string): boolean => /\.(pack|js|compiled)$/.test(file)
const partsFirst = (one: string, other: string): number =>
  Number(isPart(other)) - Number(isPart(one))

function isFresh(sources: string): boolean {
  if (!existsSync(stamp)) return false
  const built = stampSchema.safeParse(JSON.parse(readFileSync(stamp, 'utf8')))
  return (
    built.success &&
    built.data.sources === sources &&
    built.data.files.every((file) => existsSync(join(dist, file)))
  )
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const file of [...SOURCES.flatMap(filesBelow), ...SINGLE_FILES]) {
    hash.update(file).update('\0')
    hash.update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
