import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { build } from '../../scripts/build/bundle.ts'
import { buildMutant, root } from './mutant.ts'
import type { Mutant } from './mutant.ts'
import { PLANTED_BUGS } from './planted-bugs.ts'

/** How long a run waits for what may still mend itself; what is lost for good costs all of it. */
const SETTLE_SECONDS = 10

const reportSchema = z.object({
  kills: z.record(z.string(), z.number()),
  findings: z.array(z.object({ kind: z.string(), detail: z.string() })),
})

/** Runs chaos as a command, as a person would, with another bot than ours. */
async function chaos(at: string, aim: readonly string[]) {
  const folder = mkdtempSync('/tmp/flotilla-planted-')
  const file = join(folder, 'report.json')
  const size = [
    '--minutes',
    '0.08',
    '--tenants',
    '1',
    '--out',
    '20',
    '--kills',
    '3',
    '--at-least',
    '3',
  ]
  const command = ['chaos', '--seed', 'planted', ...size, '--tame', '--points', ...aim]
  try {
    const ended = await new Promise<{ code: number; output: string }>((done) => {
      execFile(
        process.execPath,
        [
          join(root, 'scripts/flotilla.ts'),
          ...command,
          '--settle',
          String(SETTLE_SECONDS),
          '--report',
          file,
        ],
        {
          cwd: root,
          env: { PATH: process.env['PATH'], HOME: process.env['HOME'], FLOTILLA_ROOT: at },
        },
        (error, stdout, stderr) =>
          done({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      )
    })
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

  it.each(PLANTED_BUGS)(
    'fails when $bug, and the same run with our own bot does not',
    { timeout: 180_000 },
    async ({ mutations, aim, finds }) => {
      using mutant = await buildMutant(mutations)
      const failing = await chaos(mutant.root, aim)
      const found = failing.findings.map(({ kind, detail }) => `${kind}: ${detail}`)
      expect(found.join('\n'), failing.output).toMatch(finds)
      expect(failing.code).toBe(1)

      const whole = await chaos(ours.root, aim)
      expect(whole.findings, whole.output).toEqual([])
      expect(whole.code).toBe(0)
      // It died where the other one did: what was well was not left alone.
      for (const { kills, output } of [failing, whole])
        expect(kills[`bot at ${aim[0]}`] ?? 0, output).toBeGreaterThanOrEqual(1)
    },
  )
})
