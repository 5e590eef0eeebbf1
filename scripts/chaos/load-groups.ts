import type { Random } from '../../simulator/random.ts'
import type { Ledger } from './ledger.ts'
import { LAST_TRIES_MS, untilAccepted } from './load.ts'
import type { LoadParts } from './load.ts'
import { Pace } from './pace.ts'
import { isPicture, pictureOf } from './pictures.ts'
import { customerPhone, membersOf, pick, spanOf } from './plan.ts'
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
  { ledger, over, random }: LoadParts,
): Promise<void> {
  const span = spanOf(plan)
  const giveUpAt = Date.now() + span.longerMs + LAST_TRIES_MS
  const inEach = (whole: number): number => Math.ceil(whole / stage.tenants.length / ONE_FOR)
  await Promise.all(
    [...stage.groups].flatMap(([tenant, group]) => [
      membersWrite(stage, ledger, random.fork(`group in ${tenant}`), {
        tenant,
        group,
        pace: new Pace({ count: inEach(plan.inbound), span, over }),
      }),
      clientSends(stage, ledger, random.fork(`group out ${tenant}`), {
        tenant,
        group,
        pace: new Pace({ count: inEach(plan.outbound), span, over }),
        giveUpAt,
      }),
    ]),
  )
}

interface Part {
  readonly tenant: number
  readonly group: string
  readonly pace: Pace
}

async function membersWrite(
  { simulator, customers }: Stage,
  ledger: Ledger,
  random: Random,
  { tenant, group, pace }: Part,
): Promise<void> {
  for await (const number of together(pace)) {
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
  { tenant, group, pace, giveUpAt }: Part & { readonly giveUpAt: number },
): Promise<void> {
  for await (const number of together(pace)) {
    const text = `out group ${tenant} ${number}`
    const call = { tenant, to: group, number, text, giveUpAt }
    const id = await untilAccepted(stage, ledger, random, call)
    if (id !== undefined) ledger.orderedForGroups.push({ tenant, number, text, id })
  }
}

/** @returns the numbers from 1, some without a pause between them */
async function* together(pace: Pace): AsyncGenerator<number> {
  for (let done = 0; await pace.next(done % TOGETHER === 0 ? 'in time' : 'now'); done += 1) {
    yield done + 1
  }
}
