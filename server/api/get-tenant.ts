import { getTenant } from '../../common/contracts/public-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { Mounter } from './parts.ts'

export const mountGetTenant: Mounter = (router, { registry, view }) =>
  mount(router, getTenant, async ({ params }) => view(await registry.find(params.tenant)))
