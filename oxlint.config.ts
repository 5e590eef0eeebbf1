import { defineConfig } from 'oxlint'
import type { OxlintOverride } from 'oxlint'
import { FENCES, roomPattern } from './scripts/fences.ts'

const fences: OxlintOverride[] = FENCES.map(({ files, rooms, packages, why }) => ({
  files: [...files],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: packages.map((name) => ({ name, message: why })),
        patterns: rooms.map((room) => ({ regex: roomPattern(room), message: why })),
      },
    ],
  },
}))

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['dist', 'node_modules', 'data', '.runtime', '**/planted/**'],
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default': 'off',
    'import/no-named-as-default-member': 'off',
    // Express 5 takes a rejected handler to the error handler by itself.
    'oxc/no-async-endpoint-handlers': 'off',
    'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'no-console': 'error',
    'no-await-in-loop': 'off',
    'no-underscore-dangle': 'off',
    'typescript/consistent-return': 'off',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-unsafe-type-assertion': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'promise/always-return': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/consistent-function-scoping': 'off',
  },
  overrides: [
    { files: ['common/domain/ids.ts'], rules: { 'typescript/no-unsafe-type-assertion': 'off' } },
    { files: ['*.config.js', '*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      files: ['tests/**', 'bench/**'],
      rules: {
        'max-lines-per-function': 'off',
        'typescript/no-unsafe-type-assertion': 'off',
        'no-console': 'off',
      },
    },
    ...fences,
  ],
})
