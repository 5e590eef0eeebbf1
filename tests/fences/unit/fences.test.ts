import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FENCES } from '../../../scripts/fences.ts'
import type { Fence } from '../../../scripts/fences.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'flotilla-fences-'))

/** The file that is planted behind a fence: one forbidden import per line. */
const plantOf = (fence: Fence): string => join(dirname(fence.files[0] ?? ''), 'planted.ts')

const forbidden = (fence: Fence): readonly string[] => [
  ...fence.rooms.map(
    (room) => `${'../'.repeat(plantOf(fence).split('/').length - 1)}${room}/thing.ts`,
  ),
  ...fence.packages,
]

const ALLOWED: Readonly<Record<string, string>> = {
  'bot/channels/whatsapp/planted.ts': '@whiskeysockets/baileys',
  'server/bots/planted.ts': 'axios',
  'server/fleet/planted.ts': 'node:child_process',
  'bot/api/planted.ts': '../store/messages.ts',
  'common/contracts/planted.ts': '../domain/ids.ts',
}

function lint(): string {
  try {
    return execFileSync(
      process.execPath,
      [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix'],
      { cwd: folder, encoding: 'utf8' },
    )
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout)
    throw error
  }
}

describe('fences', () => {
  let report = ''

  beforeAll(() => {
    cpSync(join(root, 'oxlint.config.ts'), join(folder, 'oxlint.config.ts'))
    cpSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'))
    cpSync(join(root, 'package.json'), join(folder, 'package.json'))
    mkdirSync(join(folder, 'scripts'))
    cpSync(join(root, 'scripts/fences.ts'), join(folder, 'scripts/fences.ts'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const plants = new Map<string, string[]>()
    for (const fence of FENCES) {
      plants.set(plantOf(fence), [...(plants.get(plantOf(fence)) ?? []), ...forbidden(fence)])
    }
    for (const [file, target] of Object.entries(ALLOWED)) {
      plants.set(file, [...(plants.get(file) ?? []), target])
    }
    for (const [file, targets] of plants) {
      mkdirSync(join(folder, dirname(file)), { recursive: true })
      writeFileSync(join(folder, file), targets.map((target) => `import '${target}'\n`).join(''))
    }
    report = lint()
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const caught = (file: string, target: string): boolean =>
    report
      .split('\n')
      .some(
        (line) =>
          line.includes(file) && line.includes(`'${target}'`) && line.includes('restricted'),
      )

  it.each(FENCES.flatMap((fence) => forbidden(fence).map((target) => [plantOf(fence), target])))(
    'catches %s importing %s',
    (file, target) => {
      expect(caught(file, target)).toBe(true)
    },
  )

  it.each(Object.entries(ALLOWED))('lets %s import %s', (file, target) => {
    expect(report).toContain(file)
    expect(caught(file, target)).toBe(false)
  })
})
