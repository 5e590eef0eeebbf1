import { timed } from '../measure.ts'
import { inTurn } from '../scenario.ts'
import type { Scenario } from '../scenario.ts'
import { addTenant, naiveQrOf, qrOf } from '../world.ts'

/** From registering a business to its first QR; beside it a naive bot from spawn to its QR. */
export const pairing: Scenario = {
  async measure(openWorld, { runs }) {
    await using world = await openWorld()
    const ours: number[] = []
    const baseline: number[] = []
    const us = async (run: number): Promise<void> => {
      ours.push(await timed(async () => qrOf(world, await addTenant(world, run))))
    }
    const them = async (run: number): Promise<void> => {
      await using started = new AsyncDisposableStack()
      baseline.push(
        await timed(async () => naiveQrOf(started.use(await world.naive(`new-${run}`)))),
      )
    }
    for (let run = 0; run < runs; run += 1) {
      for (const side of inTurn(run, [us, them])) await side(run)
    }
    const against = 'naive bot, spawn → QR (no registry, no PM2)'
    return [{ what: 'add-tenant → QR', unit: 'ms', ours, baseline, against }]
  },
}
