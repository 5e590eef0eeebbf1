import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePort } from '../../../scripts/demo/free-port.ts'

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
