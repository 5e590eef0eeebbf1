import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, memoryOf } from '../measure.ts'
import type { Row, Scenario, Size } from '../scenario.ts'
import { openShop } from '../shops.ts'
import type { Shop } from '../shops.ts'
import { FEW, ware } from './books.ts'

/** The memory of a shop's bot beside a plain one, idle, and again after the same messages. */
export const shopMemory: Scenario = {
  async measure(openWorld, size) {
    const looks: { retail: Look; plain: Look }[] = []
    for (let run = 0; run < size.runs; run += 1) {
      await using world = await openWorld()
      const retail = await openShop(world, 0, { vertical: 'retail', sales: FEW })
      const plain = await openShop(world, 1, { vertical: 'plain' })
      looks.push({ retail: await watched(retail, size), plain: await watched(plain, size) })
    }
    const row = (when: keyof Look, what: string): Row => ({
      what: `PSS of a retail bot, ${what}`,
      unit: 'MiB',
      ours: looks.map(({ retail }) => retail[when]),
      baseline: looks.map(({ plain }) => plain[when]),
      against: 'a plain bot after the same',
    })
    const after = `after ${size.messages} messages of its owner`
    return [row('idle', 'idle'), row('after', after)]
  },
}

interface Look {
  readonly idle: number
  readonly after: number
}

/** The same messages to each: a shop books them, a plain bot stores them. */
async function watched(shop: Shop, { messages, idleSeconds }: Size): Promise<Look> {
  await sleep(idleSeconds * 1000)
  const idle = memoryOf(shop.pid).pss
  const had = await shop.received()
  for (let index = 0; index < messages; index += 1) await shop.tell(`vendí 1 ${ware(index)}`)
  await eventually(
    'all to be dealt with',
    async () => ((await shop.received()) >= had + messages ? true : undefined),
    120,
  )
  await sleep(idleSeconds * 1000)
  return { idle, after: memoryOf(shop.pid).pss }
}
