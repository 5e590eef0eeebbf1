import { Command, InvalidArgumentError } from 'commander'
import { messageOf } from '../common/kit/errors.ts'
import { openSimulator } from './simulator.ts'
import type { Simulator } from './simulator.ts'

const DEFAULT_PORT = 2900

interface CliOptions {
  readonly port: number
  readonly controlPort?: number
  readonly seed?: string
  readonly state?: string
  readonly json?: boolean
}

type Output = Pick<NodeJS.WriteStream, 'write'>

/**
 * The `simulator` command: runs until SIGINT or SIGTERM.
 * @returns the exit code: 0 after a clean stop, 1 when it could not start, 2 for wrong usage
 */
export async function runSimulator(
  argv: readonly string[],
  out: Output,
  err: Output,
): Promise<number> {
  const stopped = untilSignal('SIGINT', 'SIGTERM')
  const options = readOptions(argv, out, err)
  if (typeof options === 'number') return options
  try {
    await using simulator = await openSimulator({ ...options, stateDir: options.state })
    out.write(options.json ? asJson(simulator) : asText(simulator, options))
    await stopped
  } catch (error) {
    err.write(`${messageOf(error)}\n`)
    return 1
  }
  return 0
}

function readOptions(argv: readonly string[], out: Output, err: Output): CliOptions | number {
  const command = new Command('simulator')
    .description('An offline WhatsApp network for the real Baileys, with simulated phones.')
    .option('--port <port>', 'port on 127.0.0.1; 0 takes a free one', portNumber, DEFAULT_PORT)
    .option('--control-port <port>', 'a port of its own for the control API', portNumber)
    .option('--seed <text>', 'the same seed gives the same numbers, keys and ids')
    .option('--state <folder>', 'keep everything here, so that bots survive a restart')
    .option('--json', 'print one line of JSON: {wsUrl, controlUrl, seed}')
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
    })
    .exitOverride()
  try {
    return command.parse(argv).opts<CliOptions & Record<string, unknown>>()
  } catch (error) {
    const helped =
      error instanceof Error && 'code' in error && error.code === 'commander.helpDisplayed'
    return helped ? 0 : 2
  }
}

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a number from 0 to 65535.')
}

const asJson = ({ wsUrl, controlUrl, seed }: Simulator): string =>
  `${JSON.stringify({ wsUrl, controlUrl, seed })}\n`

const asText = ({ wsUrl, controlUrl, seed }: Simulator, { state }: CliOptions): string => `
WhatsApp simulator (offline, loopback only)

  For bots      WHATSAPP_WS_URL=${wsUrl}
  Control API   ${controlUrl}
  Seed          ${seed}
  State         ${state ?? 'in memory, gone when this stops'}

Next: add a phone, then let it scan a bot's QR.

  curl -s ${controlUrl}/phones -H 'content-type: application/json' \\
       -d '{"phone":"+5215512345678","name":"Mundo Apple"}'
  curl -s ${controlUrl}/phones/+5215512345678/scan -H 'content-type: application/json' \\
       -d '{"qr":"https://wa.me/settings/linked_devices#…"}'

Watch what happens with  curl -N ${controlUrl}/events  · more in simulator/README.md · stop with Ctrl-C
`

function untilSignal(...signals: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve())
  })
}
