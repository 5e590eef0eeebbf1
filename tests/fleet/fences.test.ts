import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { root } from './fleet.ts'
import { FencedFleet, whyNoUsers } from './fenced-fleet.ts'
import type { Mode, Told } from './fenced-fleet.ts'

/** The table of docs/security.md: what shall come of each attempt, in both modes. */
const rows = readFileSync(join(root, 'docs', 'security.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .flatMap(([, name = '', , fence = '', users = '', alone = '']) =>
    /^`.*`$/.test(name) ? [{ name: name.slice(1, -1), fence, users, alone }] : [],
  )

const documented = (mode: Mode | 'alone'): Record<string, string> =>
  Object.fromEntries(rows.map((row) => [row.name, row[mode]]))

const verdicts = (told: Told): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(told).map(([name, one]) => [name, Object.keys(one)[0]]))

const usersOf = (pid: number): string =>
  /^Uid:\t(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
const groupsOf = (pid: number): string =>
  /^Groups:\t(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.trim() ?? ''

const reason = whyNoUsers()
const modes: readonly Mode[] = ['fence', 'users']

describe.skipIf(process.platform !== 'linux').each(modes)('from inside a bot, with %s', (mode) => {
  const isLeftOut = mode === 'users' && reason !== undefined
  const title = isLeftOut ? ` (left out: ${reason})` : ''
  let fleet: FencedFleet
  let ana: Tenant
  let bea: Tenant

  beforeAll(async () => {
    if (isLeftOut) return
    fleet = await FencedFleet.open(mode)
    ana = await fleet.add('Ana')
    bea = await fleet.add('Bea')
  })
  afterAll(async () => {
    await fleet?.[Symbol.asyncDispose]()
  })

  it.skipIf(isLeftOut)(`what docs/security.md says is what happens${title}`, async () => {
    const told = await fleet.probe(ana, bea)
    expect(verdicts(told), JSON.stringify(told, undefined, 2)).toEqual(documented(mode))
    expect(rows.length).toBeGreaterThan(20)
  })

  it.skipIf(mode === 'fence' || isLeftOut)(`so it is past Node's fence${title}`, async () => {
    const told = await fleet.probePastTheFence(ana, bea)
    expect(verdicts(told), JSON.stringify(told, undefined, 2)).toEqual(documented('alone'))
  })

  it.skipIf(isLeftOut)(`each bot has the user that it should have${title}`, async () => {
    const pids = [await fleet.pidOf(ana), await fleet.pidOf(bea)]
    const users = pids.map(usersOf)
    const folders = [ana, bea].map((tenant) => statSync(fleet.folderOf(tenant)))
    if (mode === 'fence') {
      expect(new Set(users)).toEqual(new Set([usersOf(process.pid)]))
      expect(folders.map(({ uid }) => uid)).toEqual([process.getuid?.(), process.getuid?.()])
      return
    }
    expect(users).toEqual(['64000\t64000\t64000\t64000', '64001\t64001\t64001\t64001'])
    expect(pids.map(groupsOf)).toEqual(['', ''])
    expect(folders.map(({ uid, gid, mode: bits }) => [uid, gid, bits & 0o777])).toEqual([
      [64_000, 64_000, 0o700],
      [64_001, 64_001, 0o700],
    ])
  })
})
