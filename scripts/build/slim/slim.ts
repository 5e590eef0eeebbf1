import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'
import { asLatin1 } from './latin1.ts'
import { packProto } from './proto-pack.ts'

/** What the bot can answer with; it never looks a type up by a file's name. */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  'application/json',
  'application/octet-stream',
  'application/problem+json',
  'text/html',
  'text/plain',
])

const STATISTICS = "export * from './WAM/index.js';"

/**
 * Leaves out of the bundled bot what it does not need while it is idle: each part that is replaced
 * does the same, and a test compares it with what it stands for.
 */
export const slim = (): Plugin => ({
  name: 'slim',
  setup(build) {
    const here = (file: string): string => join(import.meta.dirname, file)
    for (const name of ['whatsapp-rust-bridge', 'iconv-lite']) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: here(`${name}.ts`) }))
    }
    // These two are made of what they stand for.
    for (const name of ['zod', 'curve25519-js']) {
      const path = here(`${name}.ts`)
      build.onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer }) =>
        importer === path ? undefined : { path },
      )
    }
    build.onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, ({ path }) => {
      const all: object = JSON.parse(readFileSync(path, 'utf8'))
      const kept = Object.entries(all).filter(([type]) => MEDIA_TYPES.has(type))
      return { contents: JSON.stringify(Object.fromEntries(kept)), loader: 'json' }
    })
    // Half a megabyte of tables for WhatsApp's own statistics, which the bot does not send.
    build.onLoad({ filter: /[\\/]baileys[\\/]lib[\\/]index\.js$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8')
      if (!contents.includes(STATISTICS)) throw new Error('Baileys has no WAM: has it changed?')
      return { contents: contents.replace(STATISTICS, ''), loader: 'js' }
    })
    const { outdir: folder, outfile = '' } = build.initialOptions
    const outdir = folder ?? dirname(outfile)
    build.onLoad({ filter: /[\\/]WAProto[\\/]index\.js$/ }, ({ path }) => {
      const { module, pack, name } = packProto(readFileSync(path, 'utf8'))
      mkdirSync(outdir, { recursive: true })
      writeFileSync(join(outdir, name), pack)
      return { contents: module, loader: 'js' }
    })
    build.onEnd(({ errors }) => {
      if (errors.length > 0) return
      for (const name of readdirSync(outdir).filter((file) => file.endsWith('.cjs'))) {
        const file = join(outdir, name)
        writeFileSync(file, asLatin1(readFileSync(file, 'utf8')))
      }
    })
  },
})
