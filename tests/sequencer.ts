import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/** What takes longest, in this order; of processes and storms in turn, as these wait and those work. */
const LONGEST = [
  'tests/chaos/planted-bugs.test.ts',
  'tests/fleet/commands.test.ts',
  'tests/chaos/chaos.test.ts',
  'tests/durability/session-kills.test.ts',
  'tests/fleet/sick-tenants.test.ts',
  'tests/fleet/ten-tenants.test.ts',
  'tests/durability/storms.test.ts',
  'tests/fleet/kills.test.ts',
  'tests/durability/key-reuse.test.ts',
  'tests/server/webhooks-kills.test.ts',
  'tests/durability/disk-and-clock.test.ts',
  'tests/bot/history.test.ts',
  'tests/durability/power-loss.test.ts',
]

/** Lets what takes longest begin first, whichever project it belongs to: nothing long is left for the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b))
  }
}

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((file) => moduleId.endsWith(file))
  return rank === -1 ? LONGEST.length : rank
}
