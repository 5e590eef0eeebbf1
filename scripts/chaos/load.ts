import { setTimeout as sleep } from 'node:timers/promises'
import { postTenantMedia, storedFileSchema } from '../../common/contracts/media-api.ts'
import { postTenantMessage } from '../../common/contracts/public-messages.ts'
import { Problem } from '../../common/kit/errors.ts'
import type { Random } from '../../simulator/random.ts'
import { callServer } from '../client.ts'
import type { ServerAddress } from '../client.ts'
import type { Ledger } from './ledger.ts'
import { isPicture, pictureOf } from './pictures.ts'
import { Pace } from './pace.ts'
import { customerPhone, pick, shopPhone, slugOf, spanOf } from './plan.ts'
import type { ChaosPlan } from './plan.ts'
import type { Stage } from './stage.ts'

/** API clients per tenant, each with its own customers, so that every chat has one order. */
const CLIENTS = 4
const TIMEOUT_MS = 3000
/** One call in so many begins a volley: more calls for the same chat, without a pause. */
const VOLLEY = { oneIn: 12, calls: 8 }
/** Some clients lose patience long before an answer can be there; their retries must be harmless. */
const IMPATIENT_MS = 40
/** How long after the end of the load a call may still be retried. */
export const LAST_TRIES_MS = 120_000

export interface LoadParts {
  readonly ledger: Ledger
  /** Aborted when the run's time is up. */
  readonly over: AbortSignal
  readonly random: Random
}

/** Customers write and clients send, evenly over the run's time; resolves when all was accepted. */
export async function runLoad(
  stage: Stage,
  plan: ChaosPlan,
  { ledger, over, random }: LoadParts,
): Promise<void> {
  const span = spanOf(plan)
  const giveUpAt = Date.now() + span.longerMs + LAST_TRIES_MS
  await Promise.all(
    stage.tenants.flatMap((tenant) => {
      const inbound = share(plan.inbound, stage.tenants.length, tenant)
      const outbound = share(plan.outbound, stage.tenants.length, tenant)
      const clients = Math.min(CLIENTS, stage.customers)
      return [
        customersWrite(stage, ledger, random.fork(`in ${tenant}`), {
          tenant,
          pace: new Pace({ count: inbound, span, over }),
        }),
        ...Array.from({ length: clients }, (_, client) =>
          clientSends(stage, ledger, random.fork(`out ${tenant} ${client}`), {
            tenant,
            pace: new Pace({ count: share(outbound, clients, client), span, over }),
            giveUpAt,
            customers: numbersBelow(stage.customers).filter((one) => one % clients === client),
          }),
        ),
      ]
    }),
  )
}

interface Part {
  readonly tenant: number
  readonly pace: Pace
}

async function customersWrite(
  { simulator, customers }: Stage,
  ledger: Ledger,
  random: Random,
  { tenant, pace }: Part,
): Promise<void> {
  const numbers = new Map<number, number>()
  while (await pace.next()) {
    const customer = random.int(customers)
    const number = next(numbers, customer)
    const text = `in ${tenant} ${customer} ${number}`
    const picture = { data: pictureOf(text).toString('base64'), caption: text }
    const { id } = await simulator.send(
      customerPhone(tenant, customer),
      shopPhone(tenant),
      isPicture({ number }) ? { type: 'image', ...picture } : { type: 'text', text },
    )
    ledger.written.push({ tenant, customer, number, text, id })
  }
}

async function clientSends(
  stage: Stage,
  ledger: Ledger,
  random: Random,
  part: Part & { readonly giveUpAt: number; readonly customers: readonly number[] },
): Promise<void> {
  const { tenant, pace } = part
  const numbers = new Map<number, number>()
  let customer = 0
  let volley = 0
  while (await pace.next(volley > 0 ? 'now' : 'in time')) {
    if (volley > 0) volley -= 1
    else {
      customer = pick(random, part.customers)
      volley = random.int(VOLLEY.oneIn) === 0 ? VOLLEY.calls - 1 : 0
    }
    const tooLate = pace.tooLate()
    if (tooLate > 0) {
      ledger.unmade += tooLate
      return
    }
    const number = next(numbers, customer)
    const text = `out ${tenant} ${customer} ${number}`
    const to = customerPhone(tenant, customer)
    const id = await untilAccepted(stage, ledger, random, { ...part, to, number, text })
    if (id !== undefined) ledger.ordered.push({ tenant, customer, number, text, id })
  }
}

/** Sends as a careful client does: under one key, again until there is an answer. */
export async function untilAccepted(
  { installation }: Stage,
  ledger: Ledger,
  random: Random,
  call: {
    readonly tenant: number
    readonly to: string
    readonly number: number
    readonly text: string
    readonly giveUpAt: number
  },
): Promise<string | undefined> {
  const { tenant, to, text, giveUpAt } = call
  let last = ''
  let uploaded: string | undefined
  while (Date.now() < giveUpAt) {
    try {
      if (isPicture(call)) uploaded ??= await uploadPicture(installation.server, tenant, text)
      const body = uploaded
        ? ({ to, type: 'image', image: { id: uploaded, caption: text } } as const)
        : { to, text }
      const { id } = await callServer(installation.server, postTenantMessage, {
        params: { tenant: slugOf(tenant) },
        body,
        idempotencyKey: text.replaceAll(' ', '-'),
        timeoutMs: random.int(20) === 0 ? random.int(IMPATIENT_MS) + 1 : TIMEOUT_MS,
      })
      return id
    } catch (error) {
      last = String(error)
      // Anything but a clear no is asked again: time-outs, 5xx, cut connections.
      if (error instanceof Problem && error.status >= 400 && error.status < 500) break
    }
    ledger.retries += 1
    await sleep(100 + random.int(300))
  }
  ledger.refused.push(`${text}: ${last}`)
  return undefined
}

/** Asked twice it is one file: the same bytes have the same id. */
async function uploadPicture(
  { url, adminKey }: ServerAddress,
  tenant: number,
  text: string,
): Promise<string> {
  const response = await fetch(`${url}/api/tenants/${slugOf(tenant)}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'image/jpeg' },
    body: Uint8Array.from(pictureOf(text)),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const answer: unknown = await response.json()
  if (response.status === postTenantMedia.status) return storedFileSchema.parse(answer).id
  throw new Error(`the upload was answered ${response.status} ${JSON.stringify(answer)}`)
}

function next(numbers: Map<number, number>, customer: number): number {
  const number = (numbers.get(customer) ?? 0) + 1
  numbers.set(customer, number)
  return number
}

const share = (whole: number, parts: number, part: number): number =>
  Math.floor(whole / parts) + (part < whole % parts ? 1 : 0)

const numbersBelow = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index)
