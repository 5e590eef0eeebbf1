import { setTimeout as sleep } from 'node:timers/promises'
import { problem } from '../../common/contracts/errors.ts'
import { systemClock } from '../../common/kit/clock.ts'
import { build } from '../build/bundle.ts'
import type { Installation, MendReport, Readiness } from '../installation.ts'
import { untilReported } from './until-reported.ts'

/** What `npm start` found and did. `ok` means: the server answers and every wanted bot reported. */
export interface StartReport {
  readonly ok: boolean
  readonly mended: MendReport
  readonly readiness: Readiness
}

type Say = (line: string) => void

const SERVER_DEADLINE_MS = 30_000
const POLL_MS = 200

/**
 * Brings the whole installation up: builds what is stale, starts or replaces the server, lets it
 * mend the bots, and waits until every wanted bot has reported. What runs and has not changed is
 * left alone.
 * @throws {Problem} when the server itself does not come up
 */
export async function startFleet(installation: Installation, say: Say): Promise<StartReport> {
  await ensureServer(installation, say)
  const mended = await installation.mend()
  const started = mended.started.length + mended.restarted.length
  if (started > 0) say(`Starting ${started} bot${started === 1 ? '' : 's'}…`)
  const readiness = await untilReported(installation, systemClock)
  return { ok: readiness.ready && mended.broken.length === 0, mended, readiness }
}

/** What a command that needs the server does first: asking for it also ends an `npm stop`. */
export async function askForServer(installation: Installation, say: Say): Promise<void> {
  installation.fleet.want('running')
  await ensureServer(installation, say)
}

/**
 * Brings up the server alone.
 * @throws {Problem} `fleet_failed` or `port_taken`, with the reason and where to look
 */
async function ensureServer(installation: Installation, say: Say): Promise<void> {
  if (await build()) say('Built the programs.')
  await refuseStranger(installation)
  const outcome = await installation.fleet.startServer()
  if (outcome !== 'unchanged')
    say(`${outcome === 'started' ? 'Starting' : 'Restarting'} the server…`)
  await untilServerAnswers(installation)
}

/** The port may belong to another program; starting ours would only make PM2 restart it for ever. */
async function refuseStranger(installation: Installation): Promise<void> {
  const answering = await installation.whoAnswers()
  if (answering === 'nobody' || answering === 'us') return
  throw problem(
    'port_taken',
    `${installation.server.url} is answered by another program. ` +
      'Stop it, or choose another port: PORT=3100 npm start',
  )
}

async function untilServerAnswers(installation: Installation): Promise<void> {
  const deadline = Date.now() + SERVER_DEADLINE_MS
  while (Date.now() < deadline) {
    if ((await installation.whoAnswers()) === 'us') return
    await sleep(POLL_MS)
  }
  throw problem(
    'fleet_failed',
    `The server did not come up within ${SERVER_DEADLINE_MS / 1000} s (it does not answer). ` +
      `Its log: ${installation.logFile('server')}`,
  )
}
