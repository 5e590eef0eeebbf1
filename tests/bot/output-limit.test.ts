import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

const FLOOD = `
  import { limitOutput } from './bot/output-limit.ts'
  import { createLog } from './common/kit/log.ts'
  limitOutput()
  const log = createLog('bot-shop', 'info')
  for (let line = 0; line < 20_000; line += 1) {
    log.error({ line }, 'a flood')
    console.error('of a library')
    process.stdout.write('of nobody\\n')
  }
`

it('keeps a flood out of the log, whoever makes it, and says how much of it', async () => {
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', FLOOD], {
    cwd: root,
  })
  const lines = `${stdout}${stderr}`.trimEnd().split('\n')
  const told = lines.flatMap((line) => {
    const count = /^(\d+) lines were left out/.exec(line)?.[1]
    return count === undefined ? [] : [Number(count)]
  })
  const leftOut = told.reduce((sum, count) => sum + count, 0)
  expect(lines.length - told.length + leftOut).toBe(60_000)
  expect(lines.length).toBeLessThan(5000)
  for (const kind of ['a flood', 'of a library', 'of nobody']) {
    expect(lines.some((line) => line.includes(kind))).toBe(true)
  }
})
