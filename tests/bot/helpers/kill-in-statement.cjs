// Loaded into a bot with `--require`: it kills itself just before the first statement on
// `business.db` that fits `KILL_AT` would run, and leaves a mark; with the mark it lives.
'use strict'
const fs = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')

const { KILL_AT, KILL_MARK } = process.env
if (KILL_AT && !fs.existsSync(KILL_MARK)) {
  watch(createRequire(__filename)('better-sqlite3'), new RegExp(KILL_AT))
}

function watch(Database, fatal) {
  const { prepare } = Database.prototype
  Database.prototype.prepare = function (source) {
    const statement = prepare.call(this, source)
    if (path.basename(this.name) !== 'business.db' || !fatal.test(source)) return statement
    for (const method of ['run', 'all']) {
      statement[method] = () => {
        fs.writeFileSync(KILL_MARK, source)
        process.kill(process.pid, 'SIGKILL')
        // The signal is on its way; not one more instruction of the bot may run.
        for (;;);
      }
    }
    return statement
  }
}
