// Runs on any Node ≥ 18 with nothing installed: finds or fetches Node 24, installs the locked
// dependencies when they are missing or stale, then runs the given script on that Node.
// Usage: node scripts/with-node.mjs [--dev] <script> [arguments…]
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { ensureNode } from './node-pin.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const marker = join(root, 'node_modules', '.flotilla-installed.json')

function installed(lock) {
  if (!existsSync(marker)) return undefined
  try {
    const state = JSON.parse(readFileSync(marker, 'utf8'))
    return state.lock === lock ? state : undefined
  } catch {
    // A half-written marker only means installing once more.
    return undefined
  }
}

/** Installs from the lock file only when it changed, so a started installation needs no network. */
function ensureDependencies({ dev }) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const state = installed(lock)
  if (state && (state.dev || !dev)) return
  // Nothing in the tree needs install scripts: better-sqlite3 and esbuild ship their binaries.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  if (!dev) args.push('--omit=dev')
  process.stderr.write('Installing dependencies (once)…\n')
  try {
    execFileSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  } catch (error) {
    throw new Error(
      'npm could not install the dependencies; its message stands above. Check the network and run the command again.',
      { cause: error },
    )
  }
  writeFileSync(marker, JSON.stringify({ lock, dev }))
}

/** npm's variables describe the outer npm run; bots and PM2 would carry them along for ever. */
function childEnv(node) {
  const env = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^npm_/i.test(name)) env[name] = value
  }
  // What is the same each time is compiled once: commands, PM2 and, through it, server and bots.
  env.NODE_COMPILE_CACHE ??= join(root, '.runtime', 'compiled')
  env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`
  return env
}

function run() {
  const args = process.argv.slice(2)
  const dev = args[0] === '--dev'
  if (dev) args.shift()
  const node = ensureNode(root)
  ensureDependencies({ dev })
  const [script, ...rest] = args
  const child = spawn(node, [resolve(root, script), ...rest], {
    stdio: 'inherit',
    env: childEnv(node),
  })
  // A terminal's Ctrl-C reaches the whole group; a service manager's SIGTERM only this process.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + (signal === 'SIGINT' ? 2 : 15) : (code ?? 1)
  })
}

try {
  run()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
