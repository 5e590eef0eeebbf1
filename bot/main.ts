import { loadNoMoreNativeCode } from '../common/kit/native-code.ts'
import { openBot } from './bot.ts'
import { readConfig } from './config.ts'
import { dieAtOnce, runUntilAsked, startAgain } from './stop.ts'

process.umask(0o077)
void runUntilAsked(
  () => readConfig(process.env, process.argv.slice(2)),
  async (config, leave) => {
    loadNoMoreNativeCode()
    return await openBot({ config, die: dieAtOnce, startAgain, leave })
  },
)
