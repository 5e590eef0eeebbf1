import { Command } from 'commander'
import { thisInstallation } from '../installation.ts'
import { say } from '../terminal/print.ts'

/** Stops this installation's apps and nothing else that PM2 may be running. */
export const stopCommand = (): Command =>
  new Command('stop')
    .description("Stop this installation's server and bots (not PM2 itself).")
    .action(async () => {
      const { fleet } = thisInstallation()
      // First, so that a watcher (`start --keep`) does not bring back what is being stopped.
      fleet.want('stopped')
      const stopped = await fleet.stopAll()
      if (stopped.length === 0) return say('Nothing of this installation was running.')
      return say(`Stopped ${stopped.join(', ')}. \`npm start\` brings them back.`)
    })
