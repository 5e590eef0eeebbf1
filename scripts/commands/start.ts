import { Command } from 'commander'
import { EXIT } from '../../common/domain/exit-codes.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { thisInstallation } from '../installation.ts'
import { keepFleet } from '../start/keep.ts'
import { nextSteps } from '../start/next-steps.ts'
import { startFleet } from '../start/start-fleet.ts'
import { systemdUnit } from '../start/systemd-unit.ts'
import { say } from '../terminal/print.ts'
import { untilSignal } from '../terminal/signal.ts'

interface Options {
  readonly keep?: boolean
  readonly unit?: boolean
}

/** Brings the installation up: build, server, every wanted bot. Safe to repeat. */
export const startCommand = (): Command =>
  new Command('start')
    .description('Start the server and every wanted bot; mends what is missing.')
    .option('--keep', 'stay, and bring everything back within seconds when PM2 dies')
    .option('--unit', 'only print the systemd unit that runs `start --keep` at boot')
    .action(async (options: Options) => {
      const installation = thisInstallation()
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
