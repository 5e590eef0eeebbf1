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
          exclude: ['tests/**/unit/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
