import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'

/** Where there is no /proc there is `ps`; small Linux images have no `ps`. */
export const HAS_PROC = existsSync('/proc/self/stat')

/** Whether a process is there and runs: one that has ended and waits to be collected does not. */
export function isAlive(pid: number): boolean {
  return signal(pid, 0) && statOf(pid)?.state !== 'Z'
}

/** @returns whether the process was there, and ours to signal */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}

/** The command line of a process, or the title it gave itself; empty when it is not there. */
export async function commandOf(pid: number): Promise<string> {
  if (HAS_PROC) return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
  return new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'command=', '-p', String(pid)], (_error, stdout) => {
      resolve(stdout)
    })
  })
}

/** The processes that this one started and that are still its own. */
export async function childrenOf(parent: number): Promise<readonly number[]> {
  if (!HAS_PROC) return await listedChildren(parent)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.parent === parent)
}

async function listedChildren(parent: number): Promise<readonly number[]> {
  return new Promise((resolve) => {
    execFile('ps', ['-axo', 'pid=,ppid='], (_error, stdout) => {
      const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
      resolve(rows.flatMap(([pid = 0, of]) => (of === parent ? [pid] : [])))
    })
  })
}

/** The processes of a Unix user; empty where there is no /proc to look in. */
export function processesOf(user: number): readonly number[] {
  if (!HAS_PROC) return []
  const own = new RegExp(`^Uid:.*\\b${user}\\b`, 'm')
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && own.test(read(`/proc/${name}/status`)))
    .map(Number)
    .filter((pid) => statOf(pid)?.state !== 'Z')
}

/** The variables that a process was started with, a line `NAME=value` each; none when nobody may know. */
export const environmentOf = (pid: number): readonly string[] =>
  read(`/proc/${pid}/environ`).split('\0')

/** One of them; undefined when it had none, or nobody may know. */
export const variableOf = (pid: number, name: string): string | undefined =>
  environmentOf(pid)
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/** Whether somebody has stopped a process (SIGSTOP, a debugger). */
export const isStopped = (pid: number): boolean => /^[Tt]$/.test(statOf(pid)?.state ?? '')

/** What stands behind the name, which is in brackets and may hold anything. */
function statOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  const [, state, parent] = /^.*\) (\w) (\d+)/s.exec(read(`/proc/${pid}/stat`)) ?? []
  return state && parent ? { state, parent: Number(parent) } : undefined
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It has ended meanwhile, or there is no /proc.
    return ''
  }
}
