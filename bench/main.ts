// `npm run bench`: figures of ours beside a baseline, in the same run on the same network.
import { Command, InvalidArgumentError } from 'commander'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { untilSignal } from '../scripts/terminal/signal.ts'
import { machine, tablesOf, withTables } from './report.ts'
import type { OpenWorld, Row, Scenario, Size } from './scenario.ts'
import { accept } from './scenarios/accept.ts'
import { books } from './scenarios/books.ts'
import { bothWays } from './scenarios/both-ways.ts'
import { fleet } from './scenarios/fleet.ts'
import { history } from './scenarios/history.ts'
import { media } from './scenarios/media.ts'
import { memory } from './scenarios/memory.ts'
import { neighbours } from './scenarios/neighbours.ts'
import { pairing } from './scenarios/pairing.ts'
import { shopMemory } from './scenarios/shop-memory.ts'
import { slope } from './scenarios/slope.ts'
import { start } from './scenarios/start.ts'
import { tenants } from './scenarios/tenants.ts'
import { throughput } from './scenarios/throughput.ts'
import { webhooks } from './scenarios/webhooks.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

const SCENARIOS = new Map<string, Scenario>(
  Object.entries({
    pairing,
    start,
    accept,
    throughput,
    'both-ways': bothWays,
    media,
    webhooks,
    history,
    memory,
    books,
    'shop-memory': shopMemory,
    neighbours,
    fleet,
    slope,
    tenants,
  }),
)
const NAMES = [...SCENARIOS.keys()]
/** These have a place of their own in the document, so that they can be measured again alone. */
const ALONE: ReadonlySet<string> = new Set([
  'books',
  'shop-memory',
  'neighbours',
  'fleet',
  'slope',
  'tenants',
])
const TOGETHER = 'bench'
const placeOf = (name: string): string => (ALONE.has(name) ? name : TOGETHER)
const document = join(import.meta.dirname, '..', 'docs', 'benchmarks.md')
const QUICK: Size = { runs: 1, messages: 100, bots: [1], idleSeconds: 20 }
const FULL: Size = { runs: 3, messages: 500, bots: [1, 5], idleSeconds: 35 }

interface Options {
  readonly quick?: boolean
  readonly write?: boolean
  readonly only: readonly string[]
  readonly bots?: readonly number[]
  readonly runs?: readonly number[]
}

const { quick, write, only, bots, runs } = new Command('bench')
  .description(
    'Measures Flotilla beside bare Baileys bots, in the same run. Takes about 70 minutes.',
  )
  .option('--quick', 'one run of small sizes, to see that it works (about 2 minutes)')
  .option('--only <names>', `some of ${NAMES.join(', ')}`, someOf, NAMES)
  .option('--bots <numbers>', 'how many bots of each kind for the memory, such as 1,5,10', counts)
  .option('--runs <number>', 'how often everything is measured', counts)
  .option('--write', 'put the tables into docs/benchmarks.md')
  .parse()
  .opts<Options>()
const usual = quick ? QUICK : FULL
process.exitCode = await bench({
  ...usual,
  bots: bots ?? usual.bots,
  runs: runs?.[0] ?? usual.runs,
})

/** @returns the exit code */
async function bench(size: Size): Promise<number> {
  const interrupted = untilSignal()
  const rows = new Map<string, Row[]>()
  // A document without the places is found before an hour of measuring, not after it.
  if (write) for (const name of only) withTables(document, placeOf(name), '')
  try {
    for (const name of only) {
      process.stderr.write(`${name}…\n`)
      const measured = await measureUnless(interrupted, SCENARIOS.get(name), size)
      if (measured === undefined) return 130
      const place = placeOf(name)
      rows.set(place, [...(rows.get(place) ?? []), ...measured])
    }
  } finally {
    // A failure late in the run does not take along what was measured before.
    process.stdout.write(`${machine()}\n\n${tablesOf([...rows.values()].flat())}\n`)
  }
  if (write) for (const [place, measured] of rows) writeTables(place, measured)
  return 0
}

/** A world that is being measured is taken down when somebody interrupts. */
async function measureUnless(
  interrupted: AbortSignal,
  scenario: Scenario | undefined,
  size: Size,
): Promise<readonly Row[] | undefined> {
  const worlds = new Set<World>()
  const open: OpenWorld = async (botFlags) => {
    const world = await openWorld(botFlags)
    worlds.add(world)
    if (interrupted.aborted) await world[Symbol.asyncDispose]()
    return world
  }
  const takeDown = async (): Promise<void> => {
    for (const world of worlds) await world[Symbol.asyncDispose]()
  }
  interrupted.addEventListener('abort', () => void takeDown())
  try {
    return await scenario?.measure(open, size)
  } catch (error) {
    if (!interrupted.aborted) throw error
    return undefined
  }
}

function writeTables(place: string, rows: readonly Row[]): void {
  const flags = place === TOGETHER ? '--write' : `--only ${place} --write`
  const day = new Date().toISOString().slice(0, 10)
  const head = `\`npm run bench -- ${flags}\`, ${day}, ${machine()}. Medians (and from–to) over the runs.`
  writeFileSync(document, withTables(document, place, `\n${head}\n\n${tablesOf(rows)}\n`))
}

function someOf(text: string): readonly string[] {
  const names = text.split(',')
  const unknown = names.find((name) => !SCENARIOS.has(name))
  if (unknown === undefined) return names
  throw new InvalidArgumentError(`There is no ${unknown}; there are ${NAMES.join(', ')}.`)
}

function counts(text: string): readonly number[] {
  const numbers = text.split(',').map(Number)
  if (numbers.every((count) => Number.isInteger(count) && count > 0 && count <= 50)) return numbers
  throw new InvalidArgumentError('Whole numbers from 1 to 50 are wanted.')
}
