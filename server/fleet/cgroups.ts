import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../common/kit/errors.ts'

/** One group of processes per bot, whose memory the kernel itself limits. */
export interface Cgroups {
  /**
   * Puts a process into a group of its own. What it has taken before stays counted elsewhere, so
   * that much less is allowed to the group.
   * @param name of the bot's group
   * @param bytes what the bot may take in all, and what it has for itself already
   */
  put(name: string, pid: number, bytes: { readonly cap: number; readonly own: number }): void
  /** Whether the kernel has ended something in this group for its memory. */
  wasOutOfMemory(name: string): boolean
  /** Removes a group whose process has ended. One in which something runs stays. */
  remove(name: string): void
}

/** What two versions of one thing are called. */
interface Version {
  /** Below the place where groups are mounted. */
  readonly folder: string
  readonly limit: string
  /** Whatever else is to stand there; where it cannot, the limit holds all the same. */
  readonly also: readonly { readonly file: string; readonly value: (limit: number) => string }[]
  /** The file in which the kernel counts what it has ended. */
  readonly ended: string
}

const V1: Version = {
  folder: 'memory',
  limit: 'memory.limit_in_bytes',
  also: [{ file: 'memory.memsw.limit_in_bytes', value: String }],
  ended: 'memory.oom_control',
}
const V2: Version = {
  folder: '.',
  limit: 'memory.max',
  also: [
    { file: 'memory.swap.max', value: () => '0' },
    // All of a bot or nothing: it has no processes that could do without the others.
    { file: 'memory.oom.group', value: () => '1' },
  ],
  ended: 'memory.events',
}

const PARENT = 'flotilla'
/** The watcher says more about an end than the kernel does: it gets the first word. */
const ABOVE_CAP = 1.1
/** A group that is nearly empty has to hold something. */
const LEAST = 32 * 1024 * 1024

/**
 * Where this system has memory groups and we may make some.
 * @param root where they are mounted, `/sys/fs/cgroup`
 * @throws {Error} with the reason, when there are none or they are not ours to make
 */
export function openCgroups(root: string): Cgroups {
  const version = versionAt(root)
  const parent = join(root, version.folder, PARENT)
  prepare(root, parent, version)
  removeEmpty(parent)
  const of = (name: string): string => join(parent, name)
  return {
    put: (name, pid, { cap, own }) => {
      const group = of(name)
      const limit = Math.max(LEAST, Math.round(cap * ABOVE_CAP - own))
      if (!existsSync(group)) mkdirSync(group)
      writeFileSync(join(group, version.limit), String(limit))
      for (const { file, value } of version.also) {
        tryTo(() => writeFileSync(join(group, file), value(limit)))
      }
      writeFileSync(join(group, 'cgroup.procs'), String(pid))
    },
    wasOutOfMemory: (name) => /^oom_kill [1-9]/m.test(readOrNot(join(of(name), version.ended))),
    remove: (name) => tryTo(() => rmdirSync(of(name))),
  }
}

function versionAt(root: string): Version {
  if (existsSync(join(root, V1.folder, 'cgroup.procs'))) return V1
  const controllers = readOrNot(join(root, 'cgroup.controllers'))
  if (/\bmemory\b/.test(controllers)) return V2
  throw new Error(`no memory groups are mounted at ${root}`)
}

function prepare(root: string, parent: string, version: Version): void {
  if (!existsSync(parent)) mkdirSync(parent)
  // In v2 a group's parents have to hand the controller down.
  if (version !== V2) return
  // Whoever prepared the parent for us has done this, and may not let us.
  tryTo(() => writeFileSync(join(root, 'cgroup.subtree_control'), '+memory'))
  writeFileSync(join(parent, 'cgroup.subtree_control'), '+memory')
}

/** What a server that was killed has left behind, this one's or another installation's. */
function removeEmpty(parent: string): void {
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    if (entry.isDirectory()) tryTo(() => rmdirSync(join(parent, entry.name)))
  }
}

function readOrNot(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function tryTo(work: () => void): void {
  try {
    work()
  } catch {
    // A group in which something still runs, or a file that this kernel does not have.
  }
}

/** Groups that are not used: every call does nothing. */
const NO_CGROUPS: Cgroups = {
  put: () => undefined,
  wasOutOfMemory: () => false,
  remove: () => undefined,
}

/**
 * Memory groups if they are wanted and work here; that they do not is told once, and is nobody's
 * trouble: the watcher keeps bots to their caps without them.
 * @param root where they are mounted; undefined: not wanted
 */
export function cgroupsIfPossible(
  root: string | undefined,
  tell: (reason: string) => void,
): Cgroups {
  if (root === undefined) return NO_CGROUPS
  try {
    return onlyTelling(openCgroups(root), tell)
  } catch (error) {
    tell(messageOf(error))
    return NO_CGROUPS
  }
}

/** The first bot that cannot be put into its group is told; the others will have the same reason. */
function onlyTelling(groups: Cgroups, tell: (reason: string) => void): Cgroups {
  let hasTold = false
  return {
    ...groups,
    put: (...asked) => {
      try {
        groups.put(...asked)
      } catch (error) {
        if (!hasTold) tell(messageOf(error))
        hasTold = true
      }
    },
  }
}
