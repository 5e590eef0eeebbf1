import { restoreTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { startNow } from './start-now.ts'
import type { Mounter } from './parts.ts'

export const mountRestoreTenant: Mounter = (router, parts) =>
  mount(router, restoreTenant, async ({ params }) => {
    const tenant = await parts.archive.restore(params.tenant)
    parts.events.tenantRestored(tenant)
    await startNow(parts, tenant)
    return parts.view(tenant)
  })
