import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { build } from '../../scripts/build/bundle.ts'
import { buildMutant, root } from './mutant.ts'
import type { Mutant } from './mutant.ts'
import { PLANTED_BUGS } from './planted-bugs.ts'

/**
 * How long a run waits for what may still mend itself. What a bug loses for good costs all of it;
 * ours comes to rest by itself, however slow the machine is.
 */
const SETTLE_SECONDS = { mutant: 10, ours: 90 } as const

/** A run that takes longer is asked to end, so that it tells how far it came. */
const RUN_MS = 170_000

const reportSchema = z.object({
  kills: z.record(z.string(), z.number()),
  findings: z.array(z.object({ kind: z.string(), detail: z.string() })),
})

/** How often a bot dies at each of its points. A bug has to show; ours only has to be there. */
const KILLS = { mutant: 3, ours: 1 } as const

/** What passes while a bot dies is a matter of chance; a bug that did not bite is given more. */
const SEEDS = ['planted', 'planted again', 'and again', 'and a last time'] as const

const environment = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
}

/** Runs chaos as a command, as a person would, with another bot than ours. */
async function chaos(
  at: string,
  seed: string,
  points: readonly string[],
  under: readonly string[],
  whose: 'mutant' | 'ours',
) {
  const folder = mkdtempSync('/tmp/flotilla-planted-')
  const file = join(folder, 'report.json')
  const size = ['--minutes', '0.08', '--tenants', '1', '--out', '20']
  const deaths = ['--kills', String(KILLS[whose]), '--tame', '--points', points.join(',')]
  const command = ['chaos', '--seed', seed, ...size, ...deaths, ...under]
  try {
    const ended = await new Promise<{ code: number; output: string }>((done) => {
      execFile(
        process.execPath,
        [
          join(root, 'scripts/flotilla.ts'),
          ...command,
          '--settle',
          String(SETTLE_SECONDS[whose]),
          '--report',
          file,
        ],
        {
          cwd: root,
          env: { ...environment, FLOTILLA_ROOT: at },
          timeout: RUN_MS,
        },
        (error, stdout, stderr) =>
          done({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      )
    })
    if (!existsSync(file)) throw new Error(`chaos gave no report:\n${ended.output}`)
    const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { ...ended, ...report }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe.concurrent('chaos', () => {
  let ours: Mutant

  beforeAll(async () => {
    await build()
    ours = await buildMutant([])
  })
  afterAll(() => ours[Symbol.dispose]())

  const died = (kills: Readonly<Record<string, number>>, point: string): number =>
    kills[`bot at ${point}`] ?? 0

  it.each(PLANTED_BUGS)(
    'fails when $bug',
    { timeout: 300_000 },
    async ({ mutations, point, under, finds }) => {
      using mutant = await buildMutant(mutations)
      const runs: string[] = []
      for (const seed of SEEDS) {
        const run = await chaos(mutant.root, seed, [point], under, 'mutant')
        runs.push(run.output)
        const found = run.findings.map(({ kind, detail }) => `${kind}: ${detail}`).join('\n')
        if (!finds.test(found)) continue
        expect(run.code).toBe(1)
        expect(died(run.kills, point), run.output).toBeGreaterThanOrEqual(1)
        return
      }
      expect.fail(`not found in ${runs.length} runs:\n${runs.join('\n')}`)
    },
  )

  it.each([...Map.groupBy(PLANTED_BUGS, ({ under }) => under)])(
    'does not fail when our own bot dies in the same places, with %s',
    { timeout: 180_000 },
    async (under, planted) => {
      const points = planted.map(({ point }) => point)
      const [seed] = SEEDS
      const run = await chaos(ours.root, seed, points, under, 'ours')
      expect(run.findings, run.output).toEqual([])
      expect(run.code).toBe(0)
      for (const point of points) expect(died(run.kills, point), run.output).toBe(KILLS.ours)
    },
  )
})
