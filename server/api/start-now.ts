import { messageOf } from '../../common/kit/errors.ts'
import type { TenantRow } from '../store/tenants.ts'
import type { ApiParts } from './parts.ts'

/**
 * Starts the bot of a tenant that has just come to be. It is registered whatever PM2 says, and the
 * mender goes on trying: the tenant's connection tells how that goes.
 */
export async function startNow({ mender, events }: ApiParts, tenant: TenantRow): Promise<void> {
  try {
    await mender.mend({ asked: [tenant.slug] })
  } catch (error) {
    events.mendFailed(messageOf(error))
  }
}
