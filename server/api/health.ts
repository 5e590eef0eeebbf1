import type { Router } from 'express'
import { problem } from '../../common/contracts/errors.ts'
import { readinessOf } from '../reports/readiness.ts'
import type { ApiParts } from './parts.ts'

const RETRY_AFTER_SECONDS = 5

/** `/healthz`: this process is alive and reads its database. `/readyz`: every wanted bot is heard. */
export function mountHealth(router: Router, parts: ApiParts): void {
  router.get('/healthz', async (_request, response) => {
    if (!(await parts.canRead())) {
      throw problem('not_ready', 'The database of the fleet cannot be read.')
    }
    response.json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    const { ready, missing } = await readinessOf(parts.readiness)
    if (ready) return void response.json({ status: 'ready' })
    const sentence = missing.map(({ slug, reason }) => `${slug}: ${reason}`).join(' ')
    throw problem('not_ready', `Not every bot has reported. ${sentence}`, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      fields: missing.map(({ slug, reason }) => ({ field: slug, message: reason })),
    })
  })
}
