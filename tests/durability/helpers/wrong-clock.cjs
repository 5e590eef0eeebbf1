// Preloaded into a bot: its clock on the wall is off by as many milliseconds as CLOCK_FILE says, and
// is set anew at SIGUSR2. Timers go on as they were, as they do when somebody sets a clock. The
// signal comes when the bot gets round to it, so the time that it has is told in `CLOCK_FILE.set`.
const { readFileSync, writeFileSync } = require('node:fs')

const RealDate = Date
let offset = 0
const read = () => {
  const text = readFileSync(process.env.CLOCK_FILE, 'utf8')
  offset = Number(text)
  writeFileSync(`${process.env.CLOCK_FILE}.set`, text)
}
const now = () => RealDate.now() + offset

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now())
    else super(...given)
  }
  static now() {
    return now()
  }
}
read()
process.on('SIGUSR2', read)
