import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ledger } from './ledger.ts'
import { reportJson } from './report.ts'
import type { ChaosReport } from './report.ts'
import type { Stage } from './stage.ts'
import type { World } from './world.ts'

/**
 * Keeps all it takes to follow one message through a run that is over, by its text or its ids:
 * `report.json`; `ledger.json`, what was asked for; `world.json`, what bots list and phones have;
 * `run/events.jsonl`, everything on the network; `run/deeds.jsonl` and `run/kills.log`, what was
 * done to whom and when; `data/`, databases, sessions and logs; `pm2.log`, who was started when.
 */
export function keepEvidence(
  { witness, installation, folder, pm2Home }: Stage,
  found: {
    readonly report: ChaosReport
    readonly ledger: Ledger
    readonly world?: World | undefined
  },
  to: string,
): void {
  mkdirSync(to, { recursive: true })
  witness.flush()
  cpSync(folder, join(to, 'run'), { recursive: true })
  cpSync(installation.dataDir, join(to, 'data'), { recursive: true })
  const log = join(pm2Home, 'pm2.log')
  if (existsSync(log)) cpSync(log, join(to, 'pm2.log'))
  writeFileSync(join(to, 'report.json'), reportJson(found.report))
  writeFileSync(join(to, 'ledger.json'), jsonOf(found.ledger))
  writeFileSync(join(to, 'world.json'), jsonOf(found.world ?? {}))
}

const jsonOf = (value: object): string =>
  JSON.stringify(
    value,
    (_name, part: unknown) => (part instanceof Map ? Object.fromEntries(part) : part),
    1,
  )
