import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/unit/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'processes',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/unit/**', 'tests/durability/**', 'tests/chaos/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          // Storms, full disks, jumping clocks, power loss: minutes on a machine of their own.
          name: 'storms',
          include: ['tests/durability/*.test.ts', 'tests/chaos/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
        },
      },
    ],
  },
})
