import { postBotEvents } from '../../common/contracts/bot-events.ts'
import { mount } from '../../common/kit/http.ts'
import { isWanted } from '../fleet/apps.ts'
import type { Mounter } from './parts.ts'

/** Whoever checks keys has already made sure that the report comes from the tenant's own bot. */
export const mountPostBotEvents: Mounter = (router, parts) =>
  mount(router, postBotEvents, async ({ params, body }) => {
    const { registry, reports, mender, events, ends } = parts
    const tenant = await registry.find(params.id)
    const before = reports.lastOf(tenant.id)?.report.connection
    await reports.record(tenant.id, body)
    const { connection } = body
    if (before?.state !== connection.state || before.reason !== connection.reason) {
      events.connectionChanged(tenant.slug, connection)
    }
    // Last words are no sign of life.
    if (connection.state === 'stopped') return
    mender.heard(tenant.slug)
    void ends.passOn(tenant)
    if (!isWanted(tenant)) mender.mend().catch((error: unknown) => events.mendFailed(String(error)))
  })
