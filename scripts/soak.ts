// `npm run soak`: what `npm test` does for minutes, for hours; ends with a line for each part.
// Arguments go to the chaos, the longest part: `npm run soak -- --minutes 600 --seed 7`.
// A smaller one: `KILLS=20 STORM=500 npm run soak -- --minutes 1`.
import { spawn } from 'node:child_process'
import { root } from './root.ts'

interface Part {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const STORMS = ['scripts/test.ts', '--project', 'storms'] as const
const SIZE = ['--minutes', '120', '--in', '40000', '--out', '40000', '--settle', '300'] as const
const KEPT = ['--report', 'data/soak.json', '--evidence', 'data/soak-evidence'] as const

const PARTS: readonly Part[] = [
  {
    name: 'chaos',
    command: ['scripts/flotilla.ts', 'chaos', ...SIZE, ...KEPT, ...process.argv.slice(2)],
  },
  {
    name: 'a thousand kills during key writes',
    command: [...STORMS, 'tests/durability/session-kills.test.ts'],
    env: { KILLS: '1000' },
  },
  {
    name: 'ten thousand messages after a day offline, ten thousand sends at one tenant',
    command: [...STORMS, 'tests/durability/storms.test.ts'],
    env: { STORM: '10000' },
  },
]

const results: string[] = []
for (const { name, command, env } of PARTS) {
  const began = Date.now()
  const code = await new Promise<number>((resolve, reject) => {
    const running = spawn(process.execPath, command, {
      cwd: root,
      stdio: 'inherit',
      env: { ...env, ...process.env },
    })
    running.on('error', reject)
    running.on('close', (status) => resolve(status ?? 1))
  })
  if (code !== 0) process.exitCode = 1
  const minutes = ((Date.now() - began) / 60_000).toFixed(1)
  results.push(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${minutes} min)`)
}
process.stdout.write(`\n${results.join('\n')}\n`)
