import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { THRIFTY_NODE } from '../../server/fleet/apps.ts'
import { PROGRAM } from './helpers/bot-process.ts'

/** Says whether V8 takes what was kept of a program when it was built. */
const LOOK = `
  const [file] = process.argv.slice(1)
  const { readFileSync } = require('node:fs')
  const source = readFileSync(file, 'latin1')
  const cachedData = readFileSync(file.replace(/\\.js$/, '.compiled'))
  const { Script } = require('node:vm')
  const wrapped = '(function (exports, require, module, __filename, __dirname) {' + source + '\\n})'
  const { cachedDataRejected } = new Script(wrapped, { filename: file, cachedData })
  process.stdout.write(String(cachedDataRejected))
`

describe.skipIf(PROGRAM.endsWith('.ts'))('the compiled form of the bot', () => {
  const folder = dirname(PROGRAM)
  const name = readdirSync(folder).find((file) => /^bot\..+\.js$/.test(file)) ?? ''

  const isRejected = (flags: readonly string[]): string =>
    execFileSync(process.execPath, [...flags, '-e', LOOK, join(folder, name)], {
      encoding: 'utf8',
    })

  it('is what V8 takes under the flags of a fleet, whatever the limit of its memory', () => {
    expect(isRejected([...THRIFTY_NODE, '--max-old-space-size=128'])).toBe('false')
    expect(isRejected([...THRIFTY_NODE, '--max-old-space-size=512'])).toBe('false')
  })

  it('is thrown away under flags that change what is compiled', () => {
    expect(isRejected([...THRIFTY_NODE, '--no-maglev'])).toBe('true')
  })

  it('is asked for by the program that PM2 starts', () => {
    expect(readFileSync(PROGRAM, 'utf8')).toContain(name)
  })
})
