import process from 'node:process'
import { EXIT } from '../common/domain/exit-codes.ts'
import { systemClock } from '../common/kit/clock.ts'
import { Problem, messageOf } from '../common/kit/errors.ts'
import { createLog } from '../common/kit/log.ts'
import { readConfig } from './config.ts'
import { builtPrograms } from './fleet/apps.ts'
import { openPm2 } from './fleet/pm2.ts'
import { openServer } from './server.ts'

/** PM2's channel breaks when its daemon dies: without PM2 there must be no server that holds the port. */
const untilTold = (): Promise<void> =>
  new Promise((resolve) => {
    for (const sign of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(sign, () => resolve())
  })

/** An earlier server may only just be ending. */
const PASSING: ReadonlySet<string> = new Set(['port_taken', 'clash'])

async function run(): Promise<void> {
  // Whatever we write, folders or logs, is its owner's only.
  process.umask(0o077)
  const told = untilTold()
  const { env, execPath: node } = process
  const config = readConfig(env)
  const log = createLog('server', config.logLevel)
  const pm2 = openPm2({ root: config.root, home: config.pm2Home, env })
  const programs = builtPrograms(config.root)
  const clock = systemClock
  await using server = await openServer({ config, env, log, clock, pm2, programs, node })
  log.info({ port: server.port }, 'listening')
  process.send?.('ready')
  await told
  // Listening for its end keeps PM2's channel, and with it this process, alive.
  process.channel?.unref()
}

try {
  await run()
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  const isForHumans = error instanceof Problem && !PASSING.has(error.code)
  process.exitCode = isForHumans ? EXIT.broken : EXIT.tryAgain
}
