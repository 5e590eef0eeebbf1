import { transform } from 'esbuild'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { freePort } from '../scripts/demo/free-port.ts'
import { end } from '../scripts/demo/end.ts'
import { get, post } from './process.ts'

const statsSchema = z.object({
  qr: z.string().optional(),
  open: z.boolean(),
  received: z.number(),
  files: z.number(),
  past: z.number(),
})

export interface Chat {
  readonly to: string
  readonly texts: readonly string[]
}

/** A bot from Baileys' README in a process of its own: plain Node, no flags, not bundled. */
export class NaiveBot implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess

  constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.url = `http://127.0.0.1:${port}`
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN
  }

  /** Undefined while it does not listen yet. */
  async stats(): Promise<z.output<typeof statsSchema> | undefined> {
    try {
      return statsSchema.parse(await get(`${this.url}/stats`))
    } catch {
      return undefined
    }
  }

  burst(chats: readonly Chat[]): Promise<void> {
    return post(`${this.url}/burst`, { chats })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return end(this.#child, 'SIGINT')
  }
}

/** @returns what starts a naive bot on the session of a name, made new when there is none */
export async function naiveBots(
  root: string,
  folder: string,
  wsUrl: string,
): Promise<(name: string) => Promise<NaiveBot>> {
  // As JavaScript: to strip the types at every start would cost the baseline 12 MB and time.
  const source = readFileSync(join(root, 'bench', 'naive-bot.ts'), 'utf8')
  const { code } = await transform(source, { loader: 'ts', target: 'node24', format: 'esm' })
  const program = join(folder, 'naive-bot.mjs')
  writeFileSync(program, code)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return async (name) => {
    const authDir = join(folder, 'naive', name)
    mkdirSync(authDir, { recursive: true })
    const port = await freePort()
    const child = spawn(process.execPath, [program], {
      env: { PATH: process.env['PATH'], AUTH_DIR: authDir, WS_URL: wsUrl, PORT: String(port) },
      stdio: 'ignore',
    })
    return new NaiveBot(child, port)
  }
}
