// `npm run check`: everything that can be said about the code without booting it, in one command.
import { spawn } from 'node:child_process'
import { root } from './root.ts'

interface Step {
  readonly name: string
  readonly command: readonly string[]
}

const STEPS: readonly Step[] = [
  { name: 'format', command: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'] },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'lint', command: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'] },
  { name: 'dead code', command: ['node_modules/knip/bin/knip.js'] },
  { name: 'unit tests', command: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit'] },
]

/** Runs a step quietly; what it printed is shown only when it failed. */
function run({ command }: Step): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

const failed: string[] = []
for (const step of STEPS) {
  const started = Date.now()
  const { code, output } = await run(step)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${seconds} s)\n`)
  if (code === 0) continue
  failed.push(step.name)
  process.stdout.write(`${output}\n`)
}
if (failed.length > 0) {
  process.stdout.write(`Failed: ${failed.join(', ')}.\n`)
  process.exitCode = 1
}
