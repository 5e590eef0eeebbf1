import { resetTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { isWanted } from '../fleet/apps.ts'
import type { Mounter } from './parts.ts'
import { startNow } from './start-now.ts'

/** Its bot runs again afterwards, unless it was stopped before; also when nothing could be reset. */
export const mountResetTenant: Mounter = (router, parts) =>
  mount(router, resetTenant, async ({ params }) => {
    const tenant = await parts.registry.find(params.tenant)
    const again = isWanted(tenant) && parts.mender.hindranceOf(tenant.slug)?.kind !== 'by-hand'
    try {
      const backup = await parts.resetTenant(tenant)
      parts.events.tenantReset(tenant.slug, backup)
      return { tenant: parts.view(tenant), backup }
    } finally {
      if (again) await startNow(parts, tenant)
    }
  })
