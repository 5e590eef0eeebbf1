import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cpuMsIn, median, memoryIn, percentile } from '../../../bench/measure.ts'
import { atOnce } from '../../../common/kit/at-once.ts'
import { tablesOf, withTables } from '../../../bench/report.ts'
import { inTurn } from '../../../bench/scenario.ts'
import { mixed, newChats } from '../../../bench/sides.ts'

describe('what is measured', () => {
  it('takes percentiles of values in any order', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentile(values, 0.5)).toBe(51)
    expect(percentile(values, 0.99)).toBe(100)
    expect(median([3, 1, 2])).toBe(2)
  })

  it('reads memory as the kernel accounts it', () => {
    const rollup =
      'Rss:  4096 kB\nPss:  2048 kB\nPss_Anon:  1024 kB\nPrivate_Clean:  512 kB\nPrivate_Dirty:  1024 kB\n'
    expect(memoryIn(rollup)).toEqual({ rss: 4, pss: 2, anonymous: 1, private: 1.5 })
  })

  it('reads processor time of a program whose name has blanks and parentheses', () => {
    const stat = `7 (a ) b) S ${Array.from({ length: 10 }, () => '0').join(' ')} 25 17 0`
    expect(cpuMsIn(stat)).toBe(420)
  })
})

describe('how it is measured', () => {
  it('begins with the other side in the next run', () => {
    expect(inTurn(0, ['us', 'them'])).toEqual(['us', 'them'])
    expect(inTurn(1, ['us', 'them'])).toEqual(['them', 'us'])
  })

  it('spreads all messages over the chats and mixes them in turn', () => {
    const chats = newChats(['a', 'b', 'c'], 8)
    expect(chats.map(({ texts }) => texts.length)).toEqual([3, 3, 2])
    const all = mixed(chats)
    expect(all.map(({ to }) => to)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b'])
    expect(new Set(all.map(({ text }) => text)).size).toBe(8)
  })

  it('keeps no more than so many in work', async () => {
    let working = 0
    let most = 0
    const done: number[] = []
    await atOnce(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
      working += 1
      most = Math.max(most, working)
      await Promise.resolve()
      working -= 1
      done.push(item)
    })
    expect(most).toBe(3)
    expect(done.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
})

describe('how it is told', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('puts ours beside the baseline with the ratio of their medians', () => {
    const tables = tablesOf([
      { what: 'x', unit: 'ms', ours: [30, 10, 20], baseline: [40], against: 'that' },
      { what: 'PSS', unit: 'MiB', ours: [5], baseline: [10], floor: [2], against: 'that' },
    ])
    expect(tables).toContain('| x | less | **20.0** ms (10.0–30.0) | **40.0** ms | 0.50 | that |')
    expect(tables).toContain('| PSS | **5.00** MiB | **10.0** MiB | 0.50 | **2.00** MiB |')
  })

  it('replaces only what stands between the marks', () => {
    const file = join(folder, 'page.md')
    writeFileSync(file, 'before\n<!-- bench:begin -->old<!-- bench:end -->\nafter\n')
    expect(withTables(file, 'bench', 'new')).toBe(
      'before\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nafter\n',
    )
    expect(readFileSync(file, 'utf8')).toContain('old')
    writeFileSync(file, 'no marks')
    expect(() => withTables(file, 'bench', 'new')).toThrow('no place')
  })
})
