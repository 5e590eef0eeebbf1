import { createServer } from 'node:net'
import { expect, it, vi } from 'vitest'
import { freePort } from '../../../scripts/demo/free-port.ts'
import { temporaryFolder } from '../../server/helpers/installation.ts'

it('gives nobody a port twice, and none that the system takes for connections', async () => {
  const asked = await Promise.all(Array.from({ length: 200 }, () => freePort()))
  const first = await freePort(30)
  const all = [...asked, ...Array.from({ length: 30 }, (_, index) => first + index)]
  expect(new Set(all).size).toBe(230)
  expect(Math.min(...all)).toBeGreaterThanOrEqual(10_000)
  expect(Math.max(...all)).toBeLessThan(32_768)
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(first + 29, '127.0.0.1', resolve)
  })
  await new Promise((resolve) => server.close(resolve))
})

it('does not run out of rows because of all the rows that were not free', async () => {
  using folder = temporaryFolder()
  vi.stubEnv('TMPDIR', folder.path)
  try {
    await Promise.all(Array.from({ length: 1000 }, () => freePort()))
    const rows = new Set<number>()
    for (let count = 0; count < 60; count += 1) rows.add(await freePort(60))
    expect(rows.size).toBe(60)
  } finally {
    vi.unstubAllEnvs()
  }
})
