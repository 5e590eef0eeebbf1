import { problem } from '../common/contracts/errors.ts'
import { runBotTool } from '../server/fleet/bot-tool.ts'
import type { ToolAnswer } from '../server/fleet/bot-tool.ts'
import type { Installation } from './installation.ts'

export type { ToolAnswer }

/**
 * Runs the bots' tool on this installation's folders.
 * @returns its answers, one per tenant's folder
 * @throws {Problem} `fleet_failed` when it could not be run at all
 */
export async function runTool(
  { apps }: Installation,
  command: 'migrate' | 'import-session' | 'export-session',
  folders: readonly string[],
  flags: readonly string[] = [],
): Promise<readonly ToolAnswer[]> {
  const parts = { node: apps.node, tool: apps.programs.tool, env: process.env }
  const { answers, failure } = await runBotTool(parts, command, folders, flags)
  if (answers.length > 0) return answers
  throw problem('fleet_failed', `The tool failed: ${failure ?? 'it said nothing'}`)
}
