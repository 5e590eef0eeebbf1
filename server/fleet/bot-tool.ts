import { execFile } from 'node:child_process'
import * as z from 'zod'
import { messageOf } from '../../common/kit/errors.ts'
import type { Environment } from '../config.ts'
import { ownerOf } from '../tenants/ownership.ts'

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
 * Runs the bots' tool, the only program beside a bot that opens a tenant's databases. It runs as the
 * user that a tenant's folder belongs to: what it writes is then that tenant's bot's, and what lies in
 * the folder can lead it no further than the bot. It ends with 1 when a folder failed; that is said in
 * the folder's answer.
 * @param folders tenants' folders to `migrate`; otherwise one, and the folder to read or write
 */
export async function runBotTool(
  parts: ToolParts,
  command: string,
  folders: readonly string[],
  flags: readonly string[] = [],
): Promise<ToolRun> {
  const groups = command === 'migrate' ? byOwner(folders) : [folders]
  const runs: ToolRun[] = []
  for (const group of groups) runs.push(await runOnce(parts, command, group, flags))
  return {
    answers: runs.flatMap(({ answers }) => answers),
    failure: runs.find(({ failure }) => failure !== undefined)?.failure,
  }
}

/** Folders of one user can be done in one go. */
function byOwner(folders: readonly string[]): readonly (readonly string[])[] {
  const groups = new Map<number, string[]>()
  for (const folder of folders) {
    const owner = ownerOf(folder)
    groups.set(owner, [...(groups.get(owner) ?? []), folder])
  }
  return [...groups.values()]
}

function runOnce(
  { node, tool, env }: ToolParts,
  command: string,
  folders: readonly string[],
  flags: readonly string[],
): Promise<ToolRun> {
  const [tenant = ''] = folders
  const options = {
    timeout: BASE_TIMEOUT_MS + folders.length * TIMEOUT_PER_FOLDER_MS,
    maxBuffer: 16 * 1024 * 1024,
    env: { PATH: env['PATH'] ?? '', HOME: env['HOME'] ?? '' },
    ...(process.getuid?.() === 0 && { uid: ownerOf(tenant), gid: ownerOf(tenant) }),
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
