import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { askForSign } from '../../server/bots/question.ts'
import { openCgroups } from '../../server/fleet/cgroups.ts'
import { openEye } from '../../server/fleet/watch/bot-eye.ts'
import { until } from './helpers/installation.ts'

const MIB = 1024 * 1024
const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A Node that runs a program and says when it has begun. */
async function run(program: string): Promise<{ child: ChildProcess; pid: number; said: string }> {
  const child = spawn(process.execPath, ['-e', program], {
    env: { TENANT_ID: 'tenant-1', FLOTILLA_DATA_DIR: '/data' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  children.push(child)
  const [chunk] = await once(child.stdout, 'data')
  return { child, pid: child.pid ?? 0, said: String(chunk) }
}

const MARK = ['TENANT_ID=tenant-1', 'FLOTILLA_DATA_DIR=/data']
const ALIVE = 'setInterval(() => undefined, 50); console.log("begun")'
const SERVES =
  'require("http").createServer((_, answer) => answer.end()).listen(0, "127.0.0.1", function () { console.log(this.address().port) })'

const PROC = existsSync('/proc/self/schedstat') ? false : 'there is no /proc/<pid>/schedstat here'

describe.skipIf(PROC)('a look at a process', () => {
  it('is had of the bot that it is taken for only', async () => {
    const { pid, child } = await run(ALIVE)
    expect(openEye(pid, ['TENANT_ID=tenant-2', 'FLOTILLA_DATA_DIR=/data'], '')).toBeUndefined()
    expect(openEye(pid, ['TENANT_ID=tenant'], '')).toBeUndefined()
    using eye = openEye(pid, MARK, '')
    expect(eye?.ownBytes()).toBeGreaterThan(MIB)
    const before = eye?.times()
    await until('it to turn', () => (eye?.times()?.turns ?? 0) > (before?.turns ?? 0) + 2)
    expect(eye?.isStopped()).toBe(false)
    child.kill('SIGSTOP')
    await until('it to stop', () => eye?.isStopped())
    child.kill('SIGCONT')
    const ended = once(child, 'exit')
    expect(await eye?.kill()).toBe(true)
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect([eye?.ownBytes(), eye?.times(), await eye?.kill()]).toEqual([
      undefined,
      undefined,
      false,
    ])
    expect(openEye(pid, MARK, '')).toBeUndefined()
  })

  it('counts buffers', async () => {
    const { pid } = await run('kept = Buffer.alloc(64 * 1024 * 1024, 1);' + ALIVE)
    using eye = openEye(pid, MARK, '')
    expect(eye?.ownBytes()).toBeGreaterThan(64 * MIB)
    expect(eye?.ownBytes()).toBeLessThan(128 * MIB)
  })
})

describe('a question to a bot', () => {
  it('is answered by a loop that turns, refused where nobody listens, and otherwise not', async () => {
    const { said, child } = await run(SERVES)
    const port = Number(said)
    expect(await askForSign('127.0.0.1', port, 30_000)).toBe('answered')
    child.kill('SIGSTOP')
    expect(await askForSign('127.0.0.1', port, 300)).toBe('silent')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await askForSign('127.0.0.1', port, 30_000)).toBe('refused')
  })
})

/** Why the kernel's groups cannot be tried here; false when they can. */
function noGroups(): string | false {
  const trial = join('/sys/fs/cgroup/memory', `flotilla-trial-${process.pid}`)
  try {
    mkdirSync(trial)
    rmdirSync(trial)
    return false
  } catch {
    return 'no groups can be made in /sys/fs/cgroup/memory'
  }
}

describe.skipIf(noGroups())('a real memory group', () => {
  it('ends a process that takes more than its limit, and tells so', async () => {
    const groups = openCgroups('/sys/fs/cgroup')
    const name = `test-${process.pid}`
    const { pid, child } = await run(
      'kept = []; console.log("begun"); setTimeout(() => setInterval(() => kept.push(Buffer.alloc(8 * 1024 * 1024, 1)), 10), 300)',
    )
    groups.put(name, pid, { cap: 96 * MIB, own: 0 })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect(groups.wasOutOfMemory(name)).toBe(true)
    groups.remove(name)
    expect(existsSync(join('/sys/fs/cgroup/memory/flotilla', name))).toBe(false)
  })
})
