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
import { root } from '../root.ts'
import { compileOnce } from './compile-once.ts'

const SOURCES = ['common', 'bot', 'server', 'scripts/build']
const SINGLE_FILES = ['package-lock.json']
const dist = join(root, 'dist')
const stamp = join(dist, 'sources.sha256')

/** Native code cannot be bundled, and these peers of Baileys are loaded only where they are used. */
const LEFT_OUTSIDE = ['better-sqlite3', 'sharp', 'jimp', 'link-preview-js', 'audio-decode', 'pm2']

/** The bot is CommonJS: an ESM import of `node:http` alone costs 6 MB in every process. */
const BOT: BuildOptions = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // Its CommonJS form loads its parts in a way that a bundler cannot follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
}

/** Libraries of the server stay outside: what runs once is not weighed. */
const SERVER: BuildOptions = {
  format: 'esm',
  packages: 'external',
  outExtension: { '.js': '.mjs' },
}

const PROGRAMS: readonly BuildOptions[] = [
  { ...BOT, entryPoints: { bot: 'bot/main.ts', tool: 'bot/tool.ts' } },
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
    for (const program of PROGRAMS) await esbuild({ ...SHARED, ...program, outdir: beside })
    mkdirSync(dist, { recursive: true })
    for (const file of readdirSync(beside)) renameSync(join(beside, file), join(dist, file))
    writeFileSync(stamp, sources)
    compileOnce(join(dist, 'bot.cjs'))
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
  return true
}

const SHARED: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  minify: true,
  keepNames: true,
  external: LEFT_OUTSIDE,
  legalComments: 'none',
  logLevel: 'warning',
}

function isFresh(sources: string): boolean {
  const programs = ['bot.cjs', 'tool.cjs', 'server.mjs'].map((file) => join(dist, file))
  return (
    [...programs, stamp].every((file) => existsSync(file)) &&
    readFileSync(stamp, 'utf8') === sources
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
