import { execFile } from 'node:child_process'
import * as z from 'zod'
import { problem } from '../common/contracts/errors.ts'
import { messageOf } from '../common/kit/errors.ts'
import type { Installation } from './installation.ts'

const answerSchema = z.object({
  slug: z.string(),
  ok: z.boolean(),
  inUse: z.boolean().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
  ran: z.array(z.string()).optional(),
})

export type ToolAnswer = z.output<typeof answerSchema>

/**
 * Runs the bots' own tool, the only program beside a bot that opens a tenant's databases.
 * @returns its answers, one per folder
 * @throws {Problem} `fleet_failed` when it could not be run at all
 */
export function runTool(
  { apps }: Installation,
  args: readonly string[],
): Promise<readonly ToolAnswer[]> {
  return new Promise((resolve, reject) => {
    execFile(
      apps.node,
      [apps.programs.tool, ...args],
      { maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const answers = stdout.split('\n').filter((line) => line.startsWith('{'))
        if (answers.length > 0) {
          return resolve(answers.map((line) => answerSchema.parse(JSON.parse(line))))
        }
        const why = stderr.trim() || (error ? messageOf(error) : 'it said nothing')
        return reject(problem('fleet_failed', `The tool failed: ${why}`))
      },
    )
  })
}
