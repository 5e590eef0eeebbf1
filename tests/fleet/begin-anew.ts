import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import * as z from 'zod'
import { untilOpen } from '../../scripts/demo/link.ts'
import { command } from './fleet.ts'
import type { Fleet } from './fleet.ts'

/** Resets the tenant shop-0 as a shop, books something over the API and looks at its figures. */
export async function beginAnew(fleet: Fleet): Promise<void> {
  const { installation } = fleet
  const { server } = installation
  const unsure = await command(fleet, 'reset-tenant', 'shop-0')
  expect([unsure.code, unsure.output]).toEqual([1, expect.stringContaining('--yes')])
  const linked = fleet.simulator.stats().events['paired']
  const file = join(installation.tenantFolder('shop-0'), 'config.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"plain"/, '"retail"'))
  const reset = await command(fleet, 'reset-tenant', 'shop-0', '--yes', '--json')
  expect(reset.code).toBe(0)
  const { backup } = z.object({ backup: z.string() }).parse(JSON.parse(reset.output))
  expect(existsSync(join(backup, 'business.db'))).toBe(true)
  await untilOpen(server, 'shop-0')
  expect(fleet.simulator.stats().events['paired']).toBe(linked)
  await fetch(`${server.url}/api/tenants/shop-0/expenses`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.adminKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ amount: 1250, category: 'luz' }),
  })
  const { code, output } = await command(fleet, 'stats', 'shop-0')
  expect([code, output]).toEqual([0, expect.stringMatching(/Expenses +-?.*12.50[^]*luz +.*12.50/)])
  const all = await command(fleet, 'stats', '--all', '--json')
  expect(JSON.parse(all.output)).toMatchObject({
    shops: [{ slug: 'shop-0', stats: { expenses: 1250, profit: -1250 } }],
  })
}
