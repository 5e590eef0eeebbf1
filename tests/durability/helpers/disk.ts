import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

/** Where a compiled `disk.c` is; undefined, said loudly, where it cannot be compiled. */
export interface Shim extends Disposable {
  readonly file: string | undefined
}

/** Compiles `disk.c`, which says what it can do. */
export function compileShim(): Shim {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-disk-'))
  const file = join(folder, 'disk.so')
  const source = join(import.meta.dirname, 'disk.c')
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    if (process.platform !== 'linux') throw new Error('LD_PRELOAD is a thing of Linux')
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', file, source, '-ldl'], { stdio: 'pipe' })
    return { file, [Symbol.dispose]: remove }
  } catch (error) {
    console.error(`NOT PROVEN ON THIS MACHINE: disk.c cannot be compiled. ${String(error)}`)
    return { file: undefined, [Symbol.dispose]: remove }
  }
}

interface Happening {
  readonly op: 'write' | 'sync' | 'truncate'
  readonly offset: number
  readonly path: string
  readonly bytes: Buffer
}

/** What had happened to the databases when the log was so many bytes long; half a line is none. */
export function readLog(file: string, length: number): readonly Happening[] {
  const log = readFileSync(file).subarray(0, length)
  const happenings: Happening[] = []
  let at = 0
  while (at < log.length) {
    const end = log.indexOf(10, at)
    if (end < 0) break
    const [op = '', offset = '', size = '', ...path] = log.toString('utf8', at, end).split(' ')
    if (op !== 'write' && op !== 'sync' && op !== 'truncate') throw new Error(`no log: ${op}`)
    const from = end + 1
    at = from + Number(size)
    if (at > log.length) break
    happenings.push({
      op,
      offset: Number(offset),
      path: path.join(' '),
      bytes: log.subarray(from, at),
    })
  }
  return happenings
}

/**
 * Makes a copy of a folder, and in it the databases as the disk has them when the power goes.
 * @param parts.before the folder as it was, wholly on the disk, when the log begins
 * @param parts.folder the folder that the log is about
 * @param parts.survives whether a write that nothing has synced yet is on the disk all the same
 * @returns how many writes are lost
 */
export function makeImage(parts: {
  readonly before: string
  readonly folder: string
  readonly image: string
  readonly happenings: readonly Happening[]
  survives(): boolean
}): number {
  cpSync(parts.before, parts.image, { recursive: true })
  let lost = 0
  for (const path of new Set(parts.happenings.map((one) => one.path))) {
    const own = parts.happenings.filter((one) => one.path === path)
    const synced = own.findLastIndex((one) => one.op === 'sync')
    const kept = own.filter(
      (one, index) => index <= synced || (one.op !== 'sync' && parts.survives()),
    )
    lost += own.length - kept.length
    const file = join(parts.image, relative(parts.folder, path))
    const content = kept.reduce(applied, existsSync(file) ? readFileSync(file) : Buffer.alloc(0))
    if (content.length > 0 || existsSync(file)) writeFileSync(file, content, { mode: 0o600 })
  }
  return lost
}

function applied(content: Buffer, { op, offset, bytes }: Happening): Buffer {
  if (op === 'sync') return content
  const length = op === 'truncate' ? offset : Math.max(content.length, offset + bytes.length)
  const next =
    length > content.length
      ? Buffer.concat([content, Buffer.alloc(length - content.length)])
      : content.subarray(0, length)
  if (op === 'write') bytes.copy(next, offset)
  return next
}
