import {
  getTenant,
  getTenantPairing,
  postTenantPairing,
} from '../../common/contracts/public-api.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { Problem } from '../../common/kit/errors.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { callServer } from '../client.ts'
import type { ServerAddress } from '../client.ts'
import { until } from './until.ts'

/** Ten tenants that are added at once share the processor until each has its own. */
const QR_SECONDS = 60

/** Links a simulated phone to a tenant the way a person does, and waits until the bot is open. */
export async function linkPhone(
  server: ServerAddress,
  simulator: Simulator,
  tenant: string,
  phone: string,
  method: 'qr' | 'code' = 'qr',
): Promise<Tenant> {
  const qr = await until(`a QR of ${tenant}`, () => currentQr(server, tenant), QR_SECONDS)
  if (method === 'qr') await simulator.scan(phone, qr)
  else {
    const { code } = await callServer(server, postTenantPairing, {
      params: { tenant },
      body: { method: 'code', phone },
    })
    await simulator.linkCode(phone, code)
  }
  return untilOpen(server, tenant)
}

/** Waits until a tenant's bot is connected and knows its number. */
export const untilOpen = (server: ServerAddress, tenant: string): Promise<Tenant> =>
  until(`${tenant} to be open`, async () => {
    const found = await callServer(server, getTenant, { params: { tenant } })
    return found.connection.state === 'open' && found.phone ? found : undefined
  })

async function currentQr(server: ServerAddress, tenant: string): Promise<string | undefined> {
  try {
    return (await callServer(server, getTenantPairing, { params: { tenant } })).qr
  } catch (error) {
    if (error instanceof Problem && error.code === 'bot_unreachable') return undefined
    throw error
  }
}
