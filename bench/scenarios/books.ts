import { percentile, timed } from '../measure.ts'
import { inTurn } from '../scenario.ts'
import type { Row, Scenario } from '../scenario.ts'
import { openShop } from '../shops.ts'
import type { Shop } from '../shops.ts'
import { WARES } from '../year.ts'

const YEAR = 50_000
/** A day of such a shop. */
export const FEW = 137

const AGAINST = `the same bot with ${FEW} sales in its books`
const dayBefore = (days: number): string =>
  new Date(Date.now() - days * 24 * 3_600_000).toISOString().slice(0, 10)

interface Work {
  readonly what: string
  /** How often, of the messages of one measurement. */
  readonly share: number
  readonly isSale?: boolean
  do(shop: Shop, index: number): Promise<void>
}

export const ware = (index: number): string => WARES[(index * 37) % WARES.length] ?? ''

const WORK: readonly Work[] = [
  {
    what: 'message in → booked → reply at the phone',
    share: 0.5,
    isSale: true,
    do: (shop, index) => shop.say(`vendí 1 ${ware(index)}`),
  },
  {
    what: 'POST …/sales → booked',
    share: 0.5,
    isSale: true,
    do: (shop, index) => shop.ask('sales', { lines: [{ product: ware(index), quantity: 1 }] }),
  },
  { what: 'asked by chat: best sellers', share: 0.1, do: (shop) => shop.say('lo más vendido') },
  { what: 'asked by chat: who owes', share: 0.1, do: (shop) => shop.say('quién me debe') },
  {
    what: 'GET …/stats of the year',
    share: 0.1,
    do: (shop) => shop.ask(`stats?from=${dayBefore(365)}`),
  },
  {
    what: 'GET …/stats of a month',
    share: 0.1,
    do: (shop) => shop.ask(`stats?from=${dayBefore(60)}&to=${dayBefore(30)}`),
  },
  { what: 'GET …/sales, 100 of them', share: 0.1, do: (shop) => shop.ask('sales') },
]

/** A year's books beside new ones. */
export const books: Scenario = {
  async measure(openWorld, size) {
    await using world = await openWorld()
    const year = await openShop(world, 0, { vertical: 'retail', sales: YEAR })
    const few = await openShop(world, 1, { vertical: 'retail', sales: FEW })
    const rows: Row[] = []
    for (const work of WORK) {
      const taken = { year: [] as number[][], few: [] as number[][] }
      // What is first of its kind also compiles; it is not counted.
      for (const shop of [year, few]) await work.do(shop, 0)
      for (let run = 0; run < size.runs; run += 1) {
        for (const [name, shop] of inTurn(run, [['year', year] as const, ['few', few] as const])) {
          taken[name].push(await timesOf(work, shop, Math.ceil(size.messages * work.share)))
        }
      }
      for (const share of [0.5, 0.99]) {
        const of = (name: keyof typeof taken): number[] =>
          taken[name].map((times) => percentile(times, share))
        const what = `${YEAR} sales, ${work.what}, p${share * 100}`
        rows.push({ what, unit: 'ms', ours: of('year'), baseline: of('few'), against: AGAINST })
      }
    }
    return rows
  },
}

/** @throws {Error} unless each sale was booked, once */
async function timesOf(work: Work, shop: Shop, count: number): Promise<number[]> {
  const before = await shop.sales()
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    times.push(await timed(() => work.do(shop, index)))
  }
  const booked = (await shop.sales()) - before
  if (booked !== (work.isSale ? count : 0)) throw new Error(`${booked} of ${count} were booked`)
  return times
}
