import * as z from 'zod'

/** Which tenant an endpoint is about. */
export const tenantParams = z.object({
  tenant: z.string().min(1).max(64).describe("the tenant's id or slug"),
})
