import type * as z from 'zod'
import { endpoint } from '../kit/endpoint.ts'
import type { Endpoint } from '../kit/endpoint.ts'
import { tenantParams } from './tenant-params.ts'

/** What the server answers for a tenant by asking its bot: the same one level deeper. */
export const ofTenant = <
  Params extends z.ZodRawShape,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
>(
  asked: Endpoint<z.ZodObject<Params>, Query, Body, Reply>,
) =>
  endpoint({
    ...asked,
    path: asked.path.replace('/api/', '/api/tenants/:tenant/'),
    params: tenantParams.extend(asked.params.shape),
    problems: [...(asked.problems ?? []), 'tenant_stopped', 'bot_unreachable'],
  })
