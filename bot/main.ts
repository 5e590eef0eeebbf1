import { loadNoMoreNativeCode } from '../common/kit/native-code.ts'
import { openBot } from './bot.ts'
import { readConfig } from './config.ts'
import { limitOutput } from './output-limit.ts'
import { dieAtOnce, runUntilAsked, startAgain } from './stop.ts'

/** Levels at which somebody wants to read everything. */
const WORDY: ReadonlySet<string> = new Set(['debug', 'trace'])

process.umask(0o077)
void runUntilAsked(
  () => readConfig(process.env, process.argv.slice(2)),
  async (config, leave) => {
    loadNoMoreNativeCode()
    // Before there is a log: pino writes through what it finds changed, and past it otherwise.
    if (!WORDY.has(config.logLevel)) limitOutput()
    return await openBot({ config, die: dieAtOnce, startAgain, leave })
  },
)
