import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../../simulator/random.ts'
import type { Ledger } from './ledger.ts'
import { LAST_TRIES_MS, untilAccepted } from './load.ts'
import { isPicture, pictureOf } from './pictures.ts'
import { customerPhone, membersOf, pick } from './plan.ts'
import type { ChaosPlan } from './plan.ts'
import type { Stage } from './stage.ts'

/** For so many messages of a tenant one more passes in its group, each way. */
const ONE_FOR = 5
/** So many are written or sent to a group without a pause, so that lines form. */
const TOGETHER = 4

/** Members write in the tenants' groups and a client sends there; resolves when all was accepted. */
export async function runGroupLoad(
  stage: Stage,
  plan: ChaosPlan,
  ledger: Ledger,
  random: Random,
): Promise<void> {
  const ms = plan.minutes * 60_000
  const inEach = (whole: number): number => Math.ceil(whole / stage.tenants.length / ONE_FOR)
  await Promise.all(
    [...stage.groups].flatMap(([tenant, group]) => [
      membersWrite(stage, ledger, random.fork(`group in ${tenant}`), {
        tenant,
        group,
        count: inEach(plan.inbound),
        ms,
      }),
      clientSends(stage, ledger, random.fork(`group out ${tenant}`), {
        tenant,
        group,
        count: inEach(plan.outbound),
        ms,
      }),
    ]),
  )
}

interface Part {
  readonly tenant: number
  readonly group: string
  readonly count: number
  readonly ms: number
}

async function membersWrite(
  { simulator, customers }: Stage,
  ledger: Ledger,
  random: Random,
  { tenant, group, count, ms }: Part,
): Promise<void> {
  for await (const number of evenly(count, ms)) {
    const customer = pick(random, membersOf(customers))
    const text = `in group ${tenant} ${number}`
    const picture = { data: pictureOf(text).toString('base64'), caption: text }
    const { id } = await simulator.send(
      customerPhone(tenant, customer),
      group,
      isPicture({ number }) ? { type: 'image', ...picture } : { type: 'text', text },
    )
    ledger.writtenInGroups.push({ tenant, customer, number, text, id })
  }
}

async function clientSends(
  stage: Stage,
  ledger: Ledger,
  random: Random,
  { tenant, group, count, ms }: Part,
): Promise<void> {
  const giveUpAt = Date.now() + ms + LAST_TRIES_MS
  for await (const number of evenly(count, ms)) {
    const text = `out group ${tenant} ${number}`
    const call = { tenant, to: group, number, text, giveUpAt }
    const id = await untilAccepted(stage, ledger, random, call)
    if (id !== undefined) ledger.orderedForGroups.push({ tenant, number, text, id })
  }
}

/** @returns the numbers from 1, some at a time, spread over the time */
async function* evenly(count: number, ms: number): AsyncGenerator<number> {
  const began = Date.now()
  for (let done = 0; done < count; done += 1) {
    const first = done - (done % TOGETHER)
    await sleep(Math.max(0, began + (first * ms) / count - Date.now()))
    yield done + 1
  }
}
