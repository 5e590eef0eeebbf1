import type { Country } from '../common/domain/phone/country.ts'
import { countryOf } from '../common/domain/phone/country.ts'
import type { PairingChannel } from './channels/channel.ts'
import type { OpenTenantConfig } from './tenant-config.ts'

/** The country whose numbers may be written without its code. */
export function countryFor(
  business: OpenTenantConfig,
  channel: PairingChannel,
): Country | undefined {
  const { phone_number: ours, timezone, language, currency } = business.current()
  return countryOf({ phone: channel.linkedPhone() ?? ours, timezone, language, currency })
}
