import { updateTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import { isWanted } from '../fleet/apps.ts'
import { refuseBroken } from './refuse-broken.ts'
import type { Mounter } from './parts.ts'

/** A bot that runs is started again with what has changed; one that does not is left alone. */
export const mountUpdateTenant: Mounter = (router, { registry, mender, view }) =>
  mount(router, updateTenant, async ({ params, body: { memoryLimitMb } }) => {
    const found = await registry.find(params.tenant)
    if (memoryLimitMb === undefined) return view(found)
    const tenant = await registry.setMemoryLimit(found, memoryLimitMb)
    if (isWanted(tenant)) refuseBroken(tenant.slug, await mender.mend())
    return view(tenant)
  })
