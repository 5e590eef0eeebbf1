import { chmodSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { watchListeners } from '../../server/bots/listeners.ts'
import { whyNoUsers } from '../fleet/fenced-fleet.ts'
import { fakePm2, startTestServer, temporaryFolder } from './helpers/installation.ts'

const USER_BASE = 64_301

describe.skipIf(process.platform !== 'linux')('a port', () => {
  it("is a stranger's when another user listens on it", async () => {
    await using other = await listener()
    const own = process.getuid?.() ?? 0
    let now = 0
    const isTakenByStranger = watchListeners(() => now)
    expect(isTakenByStranger(other.port, own)).toBe(false)
    expect(isTakenByStranger(other.port, own + 1)).toBe(true)
    await other[Symbol.asyncDispose]()
    now += 51
    expect(isTakenByStranger(other.port, own + 1)).toBe(false)
  })

  it.skipIf(whyNoUsers() !== undefined)('that a stranger has taken is told no token', async () => {
    using base = temporaryFolder()
    chmodSync(base.path, 0o711)
    const dataDir = join(base.path, 'data')
    await using server = await startTestServer({
      dataDir,
      pm2: fakePm2(),
      config: { botUserBase: USER_BASE },
    })
    const { body } = await server.ask('POST', '/api/tenants', { business_name: 'Ana' })
    await using thief = await listener(body.botPort)
    const answer = await server.ask('GET', '/api/tenants/ana/messages/msg_1')
    expect([answer.status, answer.body.code]).toEqual([503, 'bot_unreachable'])
    expect(answer.body.detail).toContain(`port ${body.botPort}`)
    expect(thief.heard()).toEqual([])
  })
})

/** A program that listens, and remembers who showed it a token. */
async function listener(port = 0) {
  const heard: (string | undefined)[] = []
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization)
    response.end('{}')
  })
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve())
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    heard: () => heard,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
