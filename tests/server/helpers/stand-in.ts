import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestServer } from './installation.ts'

export const STAND_IN = join(import.meta.dirname, 'stand-in-bot.cjs')

interface TenantLike {
  readonly id: string
  readonly slug: string
  readonly botPort: number
}

/** Starts a stand-in for a tenant's bot and waits until it listens. */
export async function startStandIn(
  { config, url }: TestServer,
  tenant: TenantLike,
): Promise<AsyncDisposable> {
  const child = fork(STAND_IN, {
    env: {
      PATH: process.env['PATH'],
      TENANT_ID: tenant.id,
      TENANT_NAME: tenant.slug,
      BOT_API_PORT: String(tenant.botPort),
      FLOTILLA_DATA_DIR: config.dataDir,
      FLOTILLA_SERVER_URL: url,
    },
  })
  await once(child, 'message')
  return {
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGINT')
      await once(child, 'exit')
    },
  }
}
