import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cgroupsIfPossible, openCgroups } from '../../../server/fleet/cgroups.ts'
import { temporaryFolder } from '../helpers/installation.ts'

const MIB = 1024 * 1024
const read = (...path: string[]): string => readFileSync(join(...path), 'utf8')

/** Where the second version would be mounted; the files of a group are made by the kernel there. */
function standIn(controllers: string): Disposable & { readonly path: string } {
  const folder = temporaryFolder()
  writeFileSync(join(folder.path, 'cgroup.controllers'), controllers)
  return folder
}

describe('memory groups of the second version', () => {
  it('hold one bot each, without swap, a little above its cap, less what it had before', () => {
    using root = standIn('cpuset cpu io memory pids\n')
    const groups = openCgroups(root.path)
    const parent = join(root.path, 'flotilla')
    expect(read(root.path, 'cgroup.subtree_control')).toBe('+memory')
    expect(read(parent, 'cgroup.subtree_control')).toBe('+memory')
    groups.put('bot-shop', 4711, { cap: 200 * MIB, own: 40 * MIB })
    const group = join(parent, 'bot-shop')
    expect(read(group, 'memory.max')).toBe(String(180 * MIB))
    expect(read(group, 'memory.swap.max')).toBe('0')
    expect(read(group, 'cgroup.procs')).toBe('4711')
    groups.put('bot-shop', 4712, { cap: 200 * MIB, own: 300 * MIB })
    expect(read(group, 'memory.max')).toBe(String(32 * MIB))
    expect(groups.wasOutOfMemory('bot-shop')).toBe(false)
    writeFileSync(join(group, 'memory.events'), 'low 0\nmax 9\noom 1\noom_kill 1\n')
    expect(groups.wasOutOfMemory('bot-shop')).toBe(true)
    // Something is in it.
    groups.remove('bot-shop')
    expect(existsSync(group)).toBe(true)
    rmSync(group, { recursive: true })
    mkdirSync(group)
    groups.remove('bot-shop')
    expect(existsSync(group)).toBe(false)
  })

  it('are tidied up when a server was killed', () => {
    using root = standIn('memory')
    mkdirSync(join(root.path, 'flotilla', 'bot-gone'), { recursive: true })
    openCgroups(root.path)
    expect(existsSync(join(root.path, 'flotilla', 'bot-gone'))).toBe(false)
  })
})

describe('memory groups that cannot be had', () => {
  it('are told of once, and are no error', () => {
    const told: string[] = []
    using none = temporaryFolder()
    using without = standIn('cpu pids')
    for (const root of [none.path, without.path, '/nowhere']) {
      const groups = cgroupsIfPossible(root, (reason) => told.push(reason))
      groups.put('bot-shop', 1, { cap: 1, own: 1 })
      groups.remove('bot-shop')
    }
    expect(told).toHaveLength(3)
    expect(told[1]).toBe(`no memory groups are mounted at ${without.path}`)
    cgroupsIfPossible(undefined, (reason) => told.push(reason))
    expect(told).toHaveLength(3)
  })

  it('are told of once when no bot can be put into one', () => {
    const told: string[] = []
    using root = standIn('memory')
    const groups = cgroupsIfPossible(root.path, (reason) => told.push(reason))
    rmSync(join(root.path, 'flotilla'), { recursive: true })
    writeFileSync(join(root.path, 'flotilla'), 'in the way')
    for (const pid of [1, 2, 3]) groups.put('bot-shop', pid, { cap: 1, own: 1 })
    expect(told).toHaveLength(1)
  })
})
