import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as z from 'zod'
import { messageOf } from '../../common/kit/errors.ts'
import type { Environment } from '../config.ts'

/** What the bots' tool says about one tenant's databases. */
const migrationSchema = z.object({
  slug: z.string(),
  ok: z.boolean(),
  /** A bot has the folder open; it brought its databases up to date itself when it started. */
  inUse: z.boolean().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
})

export type Migration = z.output<typeof migrationSchema>

/** Brings the databases in tenants' folders to the current schema, one at a time. */
export type MigrateFolders = (folders: readonly string[]) => Promise<readonly Migration[]>

const BASE_TIMEOUT_MS = 30_000
const TIMEOUT_PER_FOLDER_MS = 30_000

/**
 * Runs the bots' tool, because only bots' own code opens tenants' databases. A folder that fails is
 * one answer among others; a tool that cannot be run at all answers nothing, and bots migrate
 * themselves when they start.
 * @param onFailure hears why the tool could not be run
 */
export const migrateWithTool =
  (parts: {
    readonly node: string
    readonly tool: string
    readonly env: Environment
    readonly onFailure: (reason: string) => void
  }): MigrateFolders =>
  (folders) => {
    if (folders.length === 0 || !existsSync(parts.tool)) return Promise.resolve([])
    const args = [parts.tool, 'migrate', ...folders]
    const options = {
      timeout: BASE_TIMEOUT_MS + folders.length * TIMEOUT_PER_FOLDER_MS,
      maxBuffer: 16 * 1024 * 1024,
      env: { PATH: parts.env['PATH'] ?? '', HOME: parts.env['HOME'] ?? '' },
    }
    return new Promise((resolve) => {
      execFile(parts.node, args, options, (error, stdout, stderr) => {
        const answers = migrationsIn(stdout)
        // It ends with 1 when a folder failed; that is said in the folder's line.
        if (error && answers.length === 0) parts.onFailure(stderr.trim() || messageOf(error))
        resolve(answers)
      })
    })
  }

/** The tool's lines of JSON; other lines are somebody's chatter. */
export function migrationsIn(output: string): readonly Migration[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return []
    try {
      const read = migrationSchema.safeParse(JSON.parse(line))
      return read.success ? [read.data] : []
    } catch {
      // A line cut short by a crash of the tool says nothing about its folder.
      return []
    }
  })
}
