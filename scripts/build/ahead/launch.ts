// What PM2 runs as a bot: the program, with the compiled form that was kept when it was built. It
// saves a start a third of its processor time. Where it does not fit, as with another Node, V8 says so
// and compiles as ever.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Script, constants } from 'node:vm'

/** The program's file beside this one, named by the build. */
declare const PROGRAM: string

/**
 * V8's compilers between its interpreter and its last one. What the first makes of a bot's code is 3 MB
 * and saves little; the second saves a fifth of a message's processor time, and costs a start some. V8
 * takes a compiled form only under the flags that it was made under, Node's own parts too: these are
 * given when all of them are loaded.
 */
const NO_COMPILERS = ['--no-sparkplug', '--no-maglev']
const LATER = '--maglev'
/** When a start is over, in milliseconds. */
const STARTED = 5000

/** What every bot uses of Node. */
const NODE_PARTS = [
  'assert',
  'child_process',
  'cluster',
  'crypto',
  'dgram',
  'dns',
  'fs/promises',
  'https',
  'os',
  'perf_hooks',
  'stream/consumers',
  'timers/promises',
  'tty',
  'worker_threads',
  'zlib',
]

const file = join(__dirname, PROGRAM)
const kept = file.replace(/\.js$/, '.compiled')

function ifThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    // Kept for speed only.
    return undefined
  }
}

// The build leaves no letter of more than one byte in it: read as such it takes half the memory.
const source = readFileSync(file, 'latin1')
const cachedData = ifThere(kept)
const script = new Script(
  `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
  {
    filename: file,
    ...(cachedData && { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  },
)
for (const name of NODE_PARTS) process.getBuiltinModule(name)

const isKeeping = process.env['FLOTILLA_KEEP_COMPILED'] === PROGRAM
// V8 forgets what was not called for some collections; a start would miss it.
const flags = [...NO_COMPILERS, ...(isKeeping ? ['--no-flush-bytecode'] : [])]
for (const flag of flags) setFlagsFromString(flag)
script.runInThisContext()(exports, createRequire(file), module, file, __dirname)
setTimeout(() => setFlagsFromString(LATER), STARTED).unref()
if (isKeeping) {
  process.on('exit', () => {
    for (const flag of flags) setFlagsFromString(flag.replace('--no-', '--'))
    writeFileSync(kept, script.createCachedData())
  })
}
