import { setTimeout as sleep } from 'node:timers/promises'
import type { Simulator } from '../../simulator/simulator.ts'
import { until } from '../demo/until.ts'
import type { Written } from './ledger.ts'
import type { LoadParts } from './load.ts'
import { Pace } from './pace.ts'
import { customerPhone, OWNER, shopPhone, spanOf } from './plan.ts'
import type { ChaosPlan } from './plan.ts'
import type { Stage } from './stage.ts'

/** For so many messages of a tenant's customers its owner books one sale more. */
const ONE_FOR = 2
/** So many are told without a pause, so that lines form. */
const TOGETHER = 3
/** What a shop sells: pieces that are there at first, price and cost of one in minor units. */
export const GOODS = { name: 'gorra', stock: 100_000, price: 1000, cost: 400 } as const

/** The owner of a shop tells the bot what it sells; resolves when it knows. */
export async function offerGoods(simulator: Simulator, tenant: number): Promise<Written> {
  const owner = customerPhone(tenant, OWNER)
  const text = `agregá ${GOODS.name} precio 10 costo 4 stock ${GOODS.stock}`
  const { id } = await simulator.sendText(owner, shopPhone(tenant), text)
  await until('the goods', () => simulator.messagesAt(owner).length > 0 || undefined)
  return { tenant, customer: OWNER, number: 1, text, id }
}

/** Owners tell what they sold; resolves when all of it was written. */
export async function runBookLoad(stage: Stage, plan: ChaosPlan, parts: LoadParts): Promise<void> {
  await Promise.all(stage.shops.map((tenant) => ownerWrites(stage, plan, parts, tenant)))
}

async function ownerWrites(
  { simulator, tenants }: Stage,
  plan: ChaosPlan,
  { ledger, over, random }: LoadParts,
  tenant: number,
): Promise<void> {
  const owner = customerPhone(tenant, OWNER)
  const count = Math.ceil(plan.inbound / tenants.length / ONE_FOR)
  const pace = new Pace({ count, span: spanOf(plan), over })
  for (let done = 0; await pace.next(done % TOGETHER === 0 ? 'in time' : 'now'); done += 1) {
    const quantity = 1 + random.int(9)
    const text = `vendí ${quantity} ${quantity === 1 ? 'gorra' : 'gorras'}`
    const { id } = await simulator.sendText(owner, shopPhone(tenant), text)
    ledger.written.push({ tenant, customer: OWNER, number: done + 2, text, id })
    ledger.sold.push({ tenant, id, quantity })
    // Where there is no pause, others have their turn.
    await sleep(0)
  }
}
