import { execFile } from 'node:child_process'
import * as z from 'zod'
import { messageOf } from '../../common/kit/errors.ts'
import type { Environment } from '../config.ts'

/** What the bots' tool says about one tenant's folder. */
const answerSchema = z.object({
  slug: z.string(),
  ok: z.boolean(),
  /** A bot has the folder open; it brought its databases up to date itself when it started. */
  inUse: z.boolean().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
})

export type ToolAnswer = z.output<typeof answerSchema>

export interface ToolParts {
  /** Absolute path of the Node that the tool runs on. */
  readonly node: string
  readonly tool: string
  /** The environment to pick harmless variables from. */
  readonly env: Environment
}

export interface ToolRun {
  readonly answers: readonly ToolAnswer[]
  /** Why it could not be run at all; undefined when it has answered. */
  readonly failure: string | undefined
}

const BASE_TIMEOUT_MS = 30_000
const TIMEOUT_PER_FOLDER_MS = 30_000

/**
 * Runs the bots' tool, the only program beside a bot that opens a tenant's databases. It ends with
 * 1 when a folder failed; that is said in the folder's answer.
 */
export function runBotTool(
  { node, tool, env }: ToolParts,
  command: string,
  folders: readonly string[],
  flags: readonly string[] = [],
): Promise<ToolRun> {
  const options = {
    timeout: BASE_TIMEOUT_MS + folders.length * TIMEOUT_PER_FOLDER_MS,
    maxBuffer: 16 * 1024 * 1024,
    env: { PATH: env['PATH'] ?? '', HOME: env['HOME'] ?? '' },
  }
  return new Promise((resolve) => {
    execFile(node, [tool, command, ...folders, ...flags], options, (error, stdout, stderr) => {
      const answers = answersIn(stdout)
      const why = error && answers.length === 0 ? stderr.trim() || messageOf(error) : undefined
      resolve({ answers, failure: why })
    })
  })
}

/** The tool's lines of JSON; other lines are somebody's chatter. */
export function answersIn(output: string): readonly ToolAnswer[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return []
    try {
      const read = answerSchema.safeParse(JSON.parse(line))
      return read.success ? [read.data] : []
    } catch {
      // A line cut short by a crash of the tool says nothing about its folder.
      return []
    }
  })
}
