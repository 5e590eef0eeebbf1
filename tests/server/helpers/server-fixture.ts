import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { withoutPacing } from '../../../scripts/demo/throwaway.ts'
import { checkout, fakePm2, startTestServer, temporaryFolder } from './installation.ts'
import type { Answer, FakePm2, TestServer } from './installation.ts'

/** One server with a PM2 in memory, for all tests of a file. */
export interface ServerFixture {
  readonly folder: string
  readonly pm2: FakePm2
  readonly server: TestServer
  ask(...question: Parameters<TestServer['ask']>): Promise<Answer>
  /** Registers a tenant, and fails when that does. */
  create(body: Record<string, unknown>): Promise<Answer['body']>
  folders(): string[]
}

export function serverForThisFile(): ServerFixture {
  let temporary: ReturnType<typeof temporaryFolder>
  let server: TestServer
  const pm2 = fakePm2()
  beforeAll(async () => {
    temporary = temporaryFolder()
    withoutPacing(temporary.path, checkout)
    server = await startTestServer({ dataDir: temporary.path, pm2 })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    temporary[Symbol.dispose]()
  })
  return {
    get folder() {
      return temporary.path
    },
    get server() {
      return server
    },
    pm2,
    ask: (...question) => server.ask(...question),
    create: async (body) => {
      const answer = await server.ask('POST', '/api/tenants', body)
      expect(answer.status, JSON.stringify(answer.body)).toBe(201)
      return answer.body
    },
    folders: () => readdirSync(join(temporary.path, 'tenants')).sort(),
  }
}
