import type { Webhook } from '../../common/contracts/webhooks.ts'

/** An endpoint that takes nothing for longer than this is worth a warning, in milliseconds. */
export const UNWELL_AFTER = 3_600_000

/**
 * What is wrong with endpoints, for the operator. Hosts only: many a URL is a secret by itself.
 * @param unwell endpoints that are failing for long, or were switched off by us
 */
export const webhookWarnings = (unwell: readonly Webhook[]): readonly string[] =>
  unwell.map(({ id, url, disabledReason, failingSince, lastError }) => {
    const name = `webhook ${id} at ${new URL(url).host}`
    return disabledReason === 'gone'
      ? `${name} answered 410 and is switched off`
      : `${name} has taken nothing since ${failingSince ?? '?'}: ${lastError ?? 'no answer'}`
  })
