// `npm test`: builds the programs and runs the tests; ends with `N passed, N failed`.
// Arguments go to vitest: `npm test -- tests/bot`. `npm run storms` runs the long ones.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { build } from './build/bundle.ts'
import { root } from './root.ts'

const resultSchema = z.object({ numPassedTests: z.number(), numFailedTests: z.number() })

const given = process.argv.slice(2)
const projects = given.includes('--project') ? [] : ['--project', 'unit', '--project', 'processes']

await build()
const folder = mkdtempSync(join(tmpdir(), 'flotilla-test-'))
try {
  const report = join(folder, 'report.json')
  const code = await new Promise<number>((resolve, reject) => {
    const vitest = spawn(
      process.execPath,
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...projects,
        ...given,
      ],
      { cwd: root, stdio: 'inherit' },
    )
    vitest.on('error', reject)
    vitest.on('close', (status) => resolve(status ?? 1))
  })
  const result = resultSchema.parse(JSON.parse(readFileSync(report, 'utf8')))
  // A run that tested nothing, or failed outside a test, is not green.
  const failed = result.numFailedTests + (code !== 0 && result.numFailedTests === 0 ? 1 : 0)
  process.stdout.write(`\n${result.numPassedTests} passed, ${failed} failed\n`)
  process.exitCode = failed > 0 || result.numPassedTests === 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}
