import { existsSync } from 'node:fs'
import { runBotTool } from './bot-tool.ts'
import type { ToolAnswer, ToolParts } from './bot-tool.ts'

/** Brings the databases in tenants' folders to the current schema, one at a time. */
export type MigrateFolders = (folders: readonly string[]) => Promise<readonly ToolAnswer[]>

/**
 * Migrates with the bots' tool, because only bots' own code opens tenants' databases. A folder that
 * fails is one answer among others; a tool that cannot be run at all answers nothing, and bots
 * migrate themselves when they start.
 * @param onFailure hears why the tool could not be run
 */
export const migrateWithTool =
  (parts: ToolParts & { readonly onFailure: (reason: string) => void }): MigrateFolders =>
  async (folders) => {
    if (folders.length === 0 || !existsSync(parts.tool)) return []
    const { answers, failure } = await runBotTool(parts, 'migrate', folders)
    if (failure !== undefined) parts.onFailure(failure)
    return answers
  }
