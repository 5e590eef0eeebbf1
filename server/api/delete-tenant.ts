import { deleteTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { Mounter } from './parts.ts'

export const mountDeleteTenant: Mounter = (router, { registry, archive, view, events }) =>
  mount(router, deleteTenant, async ({ params }) => {
    const removed = await archive.remove(await registry.find(params.tenant))
    events.tenantRemoved(removed)
    return view(removed)
  })
