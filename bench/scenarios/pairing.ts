import { getTenantPairing } from '../../common/contracts/public-api.ts'
import { Problem } from '../../common/kit/errors.ts'
import { callServer } from '../../scripts/client.ts'
import { until } from '../../scripts/demo/until.ts'
import { median, timed } from '../measure.ts'
import type { Scenario } from '../scenario.ts'

/** From registering a business to its first QR; beside it a naive bot from spawn to its QR. */
export const pairing: Scenario = async (world, { rounds }) => {
  const { server } = world.throwaway.installation
  const ours: number[] = []
  const naive: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    ours.push(
      await timed(async () => {
        const { slug: tenant } = await world.tenant(50 + round)
        await until('a QR', async () => {
          try {
            return (await callServer(server, getTenantPairing, { params: { tenant } })).qr
          } catch (error) {
            if (error instanceof Problem && error.code === 'bot_unreachable') return undefined
            throw error
          }
        })
      }),
    )
    naive.push(
      await timed(async () => {
        await using bot = await world.naive(`qr-${round}`)
        await until('a QR', async () => (await bot.stats())?.qr)
      }),
    )
  }
  return [
    {
      what: 'add-tenant → QR',
      unit: 'ms',
      ours: median(ours),
      baseline: median(naive),
      against: 'naive bot, spawn → QR (no registry, no PM2)',
    },
  ]
}
