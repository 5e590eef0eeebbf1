import { mkdirSync, rmdirSync, statSync, utimesSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf } from '../../common/kit/errors.ts'

/** Below what systems take for connections of their own, which would get in the way now and then. */
const LOWEST = 10_000
const HIGHEST = 32_000
/**
 * Rows of ports lie above it, each beginning at a multiple of its length: between single ones there
 * would soon be no room for them.
 */
const ROWS = 18_000
/** So long nobody else is given a port: until then whoever asked for it listens, or never will. */
const KEPT_MS = 10 * 60_000
const TRIES = 1000

/**
 * Ports that nobody has, one behind the other, and that nobody else who asks here is given meanwhile,
 * in whatever process: many are started side by side, and take a while until they listen.
 * @returns the first of them
 * @throws {Error} when there are none
 */
export async function freePort(count = 1): Promise<number> {
  const folder = join(tmpdir(), `flotilla-ports-${process.getuid?.() ?? 0}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (let tries = 0; tries < TRIES; tries += 1) {
    const first =
      count === 1 ? between(LOWEST, ROWS) : between(ROWS / count, HIGHEST / count) * count
    const ports = Array.from({ length: count }, (_, index) => first + index)
    const files = ports.map((port) => join(folder, String(port)))
    const kept = files.slice(0, countWhile(files, keep))
    if (kept.length === count && (await Promise.all(ports.map(isFree))).every(Boolean)) return first
    // What is of no use to us must not be missing to others.
    for (const file of kept) rmdirSync(file)
  }
  throw new Error(`No ${count} free ports between ${LOWEST} and ${HIGHEST}.`)
}

/** From the first number, rounded up, to before the other. */
function between(from: number, to: number): number {
  const first = Math.ceil(from)
  return first + Math.floor(Math.random() * (Math.floor(to) - first))
}

function countWhile<T>(all: readonly T[], is: (one: T) => boolean): number {
  const end = all.findIndex((one) => !is(one))
  return end === -1 ? all.length : end
}

/** @returns whether it is ours; a name in the file system can be made only once */
function keep(file: string): boolean {
  try {
    mkdirSync(file)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const now = Date.now()
  if (statSync(file).mtimeMs > now - KEPT_MS) return false
  utimesSync(file, now / 1000, now / 1000)
  return true
}

const isFree = async (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
