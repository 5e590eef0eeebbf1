import { restartTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { refuseBroken } from './refuse-broken.ts'
import type { Mounter } from './parts.ts'

/** Restarting a stopped tenant starts it, as `pm2 restart` does. */
export const mountRestartTenant: Mounter = (router, { registry, mender, view }) =>
  mount(router, restartTenant, async ({ params }) => {
    const tenant = await registry.setDesired(await registry.find(params.tenant), 'running')
    refuseBroken(tenant.slug, await mender.mend({ renew: [tenant.slug] }))
    return view(tenant)
  })
