// Preloaded into a bot (`--require`): makes the trouble that a file TROUBLE in the tenant's folder
// names, once. The next process of the same bot finds no file and is well.
const { existsSync, readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')

const { FLOTILLA_DATA_DIR, TENANT_NAME } = process.env
const file =
  FLOTILLA_DATA_DIR && TENANT_NAME && join(FLOTILLA_DATA_DIR, 'tenants', TENANT_NAME, 'TROUBLE')
const kept = []
const MB = 1024 * 1024

const TROUBLES = {
  /** Past the soft limit, slowly, and no further. */
  creep() {
    const timer = setInterval(() => {
      kept.push(Buffer.alloc(8 * MB, 1))
      if (kept.length === 22) clearInterval(timer)
    }, 20)
  },
  /** Buffers, which V8's limit does not see, without letting go of the loop. */
  buffers() {
    for (;;) {
      kept.push(Buffer.alloc(4 * MB, 1))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  },
  heap() {
    for (;;)
      kept.push(Array.from({ length: 1000 }, (_, at) => ({ at, text: `${at}-${kept.length}` })))
  },
  spin() {
    for (;;) kept.length = 0
  },
  /** Stands still without taking any time of a processor. */
  stand() {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
  /** Errors as fast as the loop turns, for some seconds. */
  errors() {
    const until = Date.now() + 4000
    const one = () => {
      for (let count = 0; count < 100; count += 1) {
        process.stderr.write(`${JSON.stringify({ level: 50, msg: 'an error of the test' })}\n`)
      }
      if (Date.now() < until) setImmediate(one)
    }
    one()
  },
}

if (file && process.argv[1] !== undefined && !process.argv[1].includes('tool')) {
  setInterval(() => {
    if (!existsSync(file)) return
    const trouble = readFileSync(file, 'utf8')
    // Still being written.
    if (!(trouble in TROUBLES)) return
    rmSync(file)
    TROUBLES[trouble]()
  }, 100).unref()
}
