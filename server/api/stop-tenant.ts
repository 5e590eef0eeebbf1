import { stopTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { Mounter } from './parts.ts'

export const mountStopTenant: Mounter = (router, { registry, mender, view }) =>
  mount(router, stopTenant, async ({ params }) => {
    const tenant = await registry.setDesired(await registry.find(params.tenant), 'stopped')
    await mender.mend()
    return view(tenant)
  })
