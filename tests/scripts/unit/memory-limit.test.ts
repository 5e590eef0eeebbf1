import { Command } from 'commander'
import { expect, it } from 'vitest'
import { limitOf, memoryLimitOption } from '../../../scripts/terminal/memory-limit.ts'

const read = (text: string): unknown =>
  new Command()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addOption(memoryLimitOption())
    .parse(['--memory', text], { from: 'user' })
    .opts()['memory']

it('takes whole numbers of MiB within bounds, and the word for the usual limit', () => {
  expect(read('128')).toBe(128)
  expect(read('16384')).toBe(16_384)
  expect(read('default')).toBe('default')
  expect([limitOf('default'), limitOf(300)]).toEqual([null, 300])
  for (const wrong of ['127', '16385', '256.5', '256M', '-300', '', 'usual', '1e3']) {
    expect(() => read(wrong), wrong).toThrow(/whole number of MiB from 128 to 16384/)
  }
})
