import { Command } from 'commander'
import { problem } from '../../common/contracts/errors.ts'
import { EXIT } from '../../common/domain/exit-codes.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { markIsolation } from '../../server/config.ts'
import { insistOnRoot } from '../../server/fleet/isolation.ts'
import { thisInstallation } from '../installation.ts'
import type { Installation } from '../installation.ts'
import { keepFleet } from '../start/keep.ts'
import { nextSteps } from '../start/next-steps.ts'
import { startFleet } from '../start/start-fleet.ts'
import { systemdUnit } from '../start/systemd-unit.ts'
import { say } from '../terminal/print.ts'
import { untilSignal } from '../terminal/signal.ts'

interface Options {
  readonly keep?: boolean
  readonly unit?: boolean
  /** Undefined leaves it as it is. */
  readonly isolateUsers?: boolean
}

/** The installation as it shall be from now on. */
function installationWith({ isolateUsers }: Options): Installation {
  if (isolateUsers === undefined) return thisInstallation()
  const { config } = thisInstallation().apps
  // Refused before anything is remembered.
  insistOnRoot(isolateUsers ? { ...config, botUserBase: 0 } : { ...config, botUserBase: undefined })
  markIsolation(config.dataDir, isolateUsers)
  const installation = thisInstallation()
  if ((installation.apps.config.botUserBase !== undefined) === isolateUsers) return installation
  throw problem(
    'invalid_config',
    'ISOLATE_USERS in the environment or in .env says otherwise. Change it there.',
  )
}

/** Brings the installation up: build, server, every wanted bot. Safe to repeat. */
export const startCommand = (): Command =>
  new Command('start')
    .description('Start the server and every wanted bot; mends what is missing.')
    .option('--keep', 'stay, and bring everything back within seconds when PM2 dies')
    .option('--unit', 'only print the systemd unit that runs `start --keep` at boot')
    .option('--isolate-users', 'each bot under a Unix user of its own, from now on; root only')
    .option('--no-isolate-users', 'all bots under the user that starts them, from now on')
    .action(async (options: Options) => {
      const installation = installationWith(options)
      if (options.unit) return say(systemdUnit(installation))
      installation.fleet.want('running')
      const report = await startFleet(installation, say)
      say(nextSteps(installation, report))
      if (!report.ok) process.exitCode = EXIT.failed
      if (!options.keep) return undefined
      say(
        '\nTo run this at every boot, save these lines as /etc/systemd/system/flotilla.service:\n',
      )
      say(systemdUnit(installation))
      return keepFleet(installation, {
        say,
        clock: systemClock,
        signal: untilSignal(),
        start: (tell) => startFleet(installation, tell),
      })
    })
