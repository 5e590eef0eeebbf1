import { createTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { startNow } from './start-now.ts'
import type { Mounter } from './parts.ts'

export const mountCreateTenant: Mounter = (router, parts) =>
  mount(router, createTenant, async ({ body }) => {
    const tenant = await parts.registry.register(body)
    parts.events.tenantRegistered(tenant)
    await startNow(parts, tenant)
    return parts.view(tenant)
  })
