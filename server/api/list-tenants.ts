import { listTenants } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { Mounter } from './parts.ts'

export const mountListTenants: Mounter = (router, { registry, view }) =>
  mount(router, listTenants, async ({ query }) => {
    const rows = query.deleted === 'true' ? await registry.archived() : await registry.live()
    return { tenants: rows.map(view) }
  })
