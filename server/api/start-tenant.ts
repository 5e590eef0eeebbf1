import { startTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { refuseBroken } from './refuse-broken.ts'
import type { Mounter } from './parts.ts'

export const mountStartTenant: Mounter = (router, { registry, mender, view }) =>
  mount(router, startTenant, async ({ params }) => {
    const tenant = await registry.setDesired(await registry.find(params.tenant), 'running')
    refuseBroken(tenant.slug, await mender.mend({ asked: [tenant.slug] }))
    return view(tenant)
  })
