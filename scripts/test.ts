// `npm test`: builds the programs and runs the tests; ends with `N passed, N failed`.
// Arguments go to vitest: `npm test -- tests/bot`. Bots are tested as they run in a fleet, bundled;
// from their sources with `BOT_UNDER_TEST=bot/main.ts TOOL_UNDER_TEST=bot/tool.ts`.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { build } from './build/bundle.ts'
import { root } from './root.ts'

const resultSchema = z.object({ numPassedTests: z.number(), numFailedTests: z.number() })

const given = process.argv.slice(2)
const programs = { BOT_UNDER_TEST: 'dist/bot.cjs', TOOL_UNDER_TEST: 'dist/tool.cjs' }

await build()
const folder = mkdtempSync(join(tmpdir(), 'flotilla-test-'))
// Of this run only, for the commands and for PM2's own; bots bring theirs.
const compiled = join(folder, 'compiled')
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
        ...given,
      ],
      {
        cwd: root,
        stdio: 'inherit',
        env: { ...programs, ...process.env, NODE_COMPILE_CACHE: compiled },
      },
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
