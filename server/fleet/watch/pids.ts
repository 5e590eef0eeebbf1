import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Which process PM2 has started last under each name. */
export interface Pm2Pids {
  /** By the name of the app; read again only when PM2 has changed something. */
  byApp(): ReadonlyMap<string, number>
}

/**
 * PM2 writes each process' id to `pids/<name>-<app id>.pid` and removes the file at its end.
 * @param home PM2's
 */
export function pm2Pids(home: string): Pm2Pids {
  const folder = join(home, 'pids')
  let known: ReadonlyMap<string, number> = new Map()
  let changedAt: number | undefined
  return {
    byApp: () => {
      const now = changeOf(folder)
      if (now === undefined) return new Map()
      // The file system's clock is coarse: what changed just now may change again unseen.
      const isFresh = changedAt !== undefined && now === changedAt && Date.now() - now > 1000
      if (isFresh) return known
      changedAt = now
      known = readAll(folder)
      return known
    },
  }
}

function changeOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs
}

function readAll(folder: string): ReadonlyMap<string, number> {
  return new Map(
    readdirSync(folder).flatMap((file) => {
      const name = /^(.+)-\d+\.pid$/.exec(file)?.[1]
      const pid = name === undefined ? Number.NaN : pidIn(join(folder, file))
      return name !== undefined && Number.isInteger(pid) && pid > 0 ? [[name, pid]] : []
    }),
  )
}

function pidIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    // Removed meanwhile.
    return Number.NaN
  }
}
