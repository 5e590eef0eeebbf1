// `npm run fresh-clone [-- --node <folder with another node>]`: what a newcomer does, from nothing:
// a clone in a path with a space, a foreign PM2 daemon already running, start, add two tenants, pair
// one by QR and one by code, text out, text in, delivered, read; started twice; stopped.
import { Command } from 'commander'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { openSimulator } from '../simulator/simulator.ts'
import { freePort } from './demo/free-port.ts'
import { tryAsNewcomer } from './demo/newcomer.ts'
import { root } from './root.ts'
import { explain } from './terminal/explain.ts'
import { say } from './terminal/print.ts'

const options = new Command('fresh-clone')
  .description('Does what a newcomer does, from a fresh clone in an empty folder.')
  .option('--node <folder>', 'a folder with the node and npm to begin with')
  .parse()
  .opts<{ node?: string }>()

const folder = mkdtempSync('/tmp/fresh ')
const home = join(folder, 'pm2')
const path = [options.node, '/usr/local/bin', '/usr/bin', '/bin'].filter(Boolean).join(delimiter)
const checkout = join(folder, 'my flotilla')
const env = {
  PATH: path,
  HOME: process.env['HOME'] ?? '/root',
  // Behind a proxy with its own certificate npm would otherwise try everything three times in vain.
  ...(process.env['NODE_EXTRA_CA_CERTS'] !== undefined && {
    NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
  }),
  PM2_HOME: home,
  PORT: String(await freePort()),
  BOT_PORT_BASE: String(await freePort(10)),
}
const pm2 = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [join(root, 'node_modules/pm2/bin/pm2'), ...args], {
    env: { PATH: process.env['PATH'], HOME: env.HOME, PM2_HOME: home },
    encoding: 'utf8',
  })

try {
  execFileSync('git', ['clone', '--quiet', root, checkout])
  say(`A clone in "${checkout}", with ${version('node')} and npm ${version('npm')}.`)
  pm2('start', '/bin/sleep', '--name', 'foreign', '--interpreter', 'none', '--', '3600')
  await using simulator = await openSimulator({ seed: 'fresh' })
  await tryAsNewcomer({
    checkout,
    env: { ...env, WHATSAPP_WS_URL: simulator.wsUrl },
    simulator,
    say,
  })
  if (!pm2('jlist').includes('"name":"foreign"')) throw new Error('The foreign app is gone.')
  say('\nA newcomer would be content.')
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
} finally {
  pm2('kill')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function version(program: string): string {
  return execFileSync(program, ['--version'], { env: { PATH: path }, encoding: 'utf8' }).trim()
}
