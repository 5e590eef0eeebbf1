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
const isKeeping = process.env['FLOTILLA_KEEP_COMPILED'] === PROGRAM
// V8 forgets what was not called for some collections; a start would miss it.
if (isKeeping) setFlagsFromString('--no-flush-bytecode')
script.runInThisContext()(exports, createRequire(file), module, file, __dirname)
// V8's first compiler is not worth its memory in a bot. V8 takes a compiled form only under the flags
// that it was made under, so this waits until Node's parts and the program's own are loaded.
setFlagsFromString('--no-sparkplug')
if (isKeeping) {
  process.on('exit', () => {
    setFlagsFromString('--flush-bytecode')
    setFlagsFromString('--sparkplug')
    writeFileSync(kept, script.createCachedData())
  })
}
