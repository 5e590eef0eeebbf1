// `npm run bench`: figures of ours beside a baseline, in the same run on the same network.
import { Command } from 'commander'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { machine, tableOf, withTable } from './report.ts'
import type { Row, Scenario, Size } from './scenario.ts'
import { memory } from './scenarios/memory.ts'
import { messages } from './scenarios/messages.ts'
import { pairing } from './scenarios/pairing.ts'
import { start } from './scenarios/start.ts'
import { openWorld } from './world.ts'

const SCENARIOS: Readonly<Record<string, Scenario>> = { pairing, start, messages, memory }
const QUICK: Size = { rounds: 1, messages: 100, bots: 1, idleSeconds: 5 }
const FULL: Size = { rounds: 5, messages: 500, bots: 5, idleSeconds: 40 }

const options = new Command('bench')
  .description('Measures Flotilla beside bare Baileys bots, in the same run.')
  .option('--quick', 'small sizes, to see that it works')
  .option('--only <names>', `some of ${Object.keys(SCENARIOS).join(', ')}`)
  .option('--write', 'put the table into docs/benchmarks.md')
  .parse()
  .opts<{ quick?: boolean; only?: string; write?: boolean }>()

const wanted = options.only?.split(',') ?? Object.keys(SCENARIOS)
const rows: Row[] = []
for (const name of wanted) {
  const scenario = SCENARIOS[name]
  if (!scenario) throw new Error(`there is no scenario ${name}`)
  process.stderr.write(`${name}…\n`)
  await using world = await openWorld()
  rows.push(...(await scenario(world, options.quick ? QUICK : FULL)))
}
const table = tableOf(rows)
process.stdout.write(`${machine()}\n\n${table}\n`)
if (options.write) {
  const file = join(import.meta.dirname, '..', 'docs', 'benchmarks.md')
  const head = `\`npm run bench -- --write\`, ${new Date().toISOString().slice(0, 10)}, ${machine()}\n`
  writeFileSync(file, withTable(file, `\n${head}\n${table}\n`))
}
