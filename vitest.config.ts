import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/sequencer.ts'

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/unit/**/*.test.ts'],
          // As long as it takes on a machine that has other work; what is slow shows in the budget.
          testTimeout: 30_000,
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'processes',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/unit/**', 'tests/durability/**', 'tests/chaos/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Our modules keep no state that files could share; to load them for each file took minutes.
          isolate: false,
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          // Storms, full disks, jumping clocks, power loss, chaos, planted bugs; beside the processes,
          // because each of the two waits where the other works.
          name: 'storms',
          include: ['tests/durability/*.test.ts', 'tests/chaos/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          maxWorkers: 4,
          maxConcurrency: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
