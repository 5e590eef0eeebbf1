import type { Router } from 'express'
import {
  getInstallation,
  getReadiness,
  importTenant,
  postMend,
} from '../../common/contracts/internal-api.ts'
import { mount } from '../../common/kit/http.ts'
import { readinessOf } from '../reports/readiness.ts'
import { startNow } from './start-now.ts'
import type { ApiParts } from './parts.ts'

/** What the installation's own commands ask. */
export function mountInternal(router: Router, parts: ApiParts): void {
  const { name, dataDir } = parts.config
  mount(router, getInstallation, () => ({
    name,
    dataDir,
    build: parts.build,
    pid: process.pid,
    version: parts.version,
  }))
  mount(router, getReadiness, () => readinessOf(parts.readiness))
  mount(router, postMend, ({ body }) =>
    parts.mender.mend({ retryBroken: body.retryBroken ?? false }),
  )
  mount(router, importTenant, async ({ body }) => {
    const tenant = await parts.importTenant({ folder: body.folder, move: body.move ?? false })
    parts.events.tenantRegistered(tenant)
    await startNow(parts, tenant)
    return parts.view(tenant)
  })
}
