import { Command, InvalidArgumentError } from 'commander'
import { randomBytes } from 'node:crypto'
import { EXIT } from '../../common/domain/exit-codes.ts'
import { writeFileAtomically } from '../../common/kit/files.ts'
import { runChaos } from '../chaos/chaos.ts'
import { POINTS, pointsIn } from '../chaos/plan.ts'
import { reportJson, reportText } from '../chaos/report.ts'
import { say } from '../terminal/print.ts'

interface Options {
  readonly minutes: number
  readonly seed?: string
  readonly tenants: number
  readonly in: number
  readonly out: number
  readonly points?: string
  readonly kills?: number
  readonly atLeast?: number
  readonly nth?: number
  readonly lateLid?: boolean
  readonly tame?: boolean
  readonly settle: number
  readonly report?: string
  readonly evidence?: string
}

/** Kills everything again and again while messages pass, and checks that none is lost or doubled. */
export const chaosCommand = (): Command =>
  new Command('chaos')
    .description('Kill a throw-away fleet again and again; 0 when nothing was lost or doubled.')
    .option('--minutes <n>', 'how long messages pass and processes die', positive, 3)
    .option('--seed <text>', 'the same seed draws the same messages, kills and faults')
    .option('--tenants <n>', 'how many businesses', positive, 5)
    .option('--in <n>', 'messages that customers write', positive, 2000)
    .option('--out <n>', 'messages that are sent by API', positive, 2000)
    .option('--points <list>', `only these kill points, of ${POINTS.join(', ')}`)
    .option('--kills <n>', 'how often each bot dies at each point, then no more', positive)
    .option(
      '--at-least <n>',
      'go on, for twice the time (or a minute) at most, until so many have died',
      positive,
    )
    .option('--nth <n>', 'a bot dies when it passes its point the n-th time', positive)
    .option('--late-lid', 'no phone tells its other address')
    .option('--tame', 'only the planned kills of bots: no random ones, no faults of the network')
    .option('--settle <seconds>', 'how long everything may take to come to rest', positive, 90)
    .option('--report <file>', 'write the report as JSON too')
    .option('--evidence <folder>', 'copy data and logs there when something was lost or doubled')
    .action(async (options: Options) => {
      const report = await runChaos(
        {
          seed: options.seed ?? randomBytes(6).toString('hex'),
          minutes: options.minutes,
          tenants: options.tenants,
          inbound: options.in,
          outbound: options.out,
          points: options.points === undefined ? POINTS : pointsIn(options.points),
          kills: options.kills,
          atLeast: options.atLeast,
          nth: options.nth,
          lateLid: options.lateLid,
          wild: options.tame !== true,
          settleSeconds: options.settle,
          evidence: options.evidence,
        },
        say,
      )
      say(reportText(report))
      if (options.report !== undefined) writeFileAtomically(options.report, reportJson(report))
      if (report.findings.length > 0) process.exitCode = EXIT.failed
    })

function positive(text: string): number {
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError('It must be a number above 0.')
}
