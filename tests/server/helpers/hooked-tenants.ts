import { afterAll, beforeAll } from 'vitest'
import { openSimulator } from '../../../simulator/simulator.ts'
import type { Simulator } from '../../../simulator/simulator.ts'
import { TestBot } from '../../bot/helpers/bot-process.ts'
import { Consumer } from '../../bot/helpers/consumer.ts'
import type { Received } from '../../bot/helpers/consumer.ts'
import { pairByQr } from '../../bot/helpers/pairing.ts'
import type { Answer } from './installation.ts'
import { serverForThisFile } from './server-fixture.ts'

export const SHOPS = ['5491155550001', '5491155550002'] as const
export const CUSTOMERS = ['5491155550011', '5491155550012', '5491155550013'] as const

interface Tenant {
  readonly id: string
  readonly slug: string
  readonly bot: TestBot
}

/** A server, two linked tenants with a real bot each, and a consumer for their events. */
export interface HookedTenants {
  readonly simulator: Simulator
  readonly consumer: Consumer
  one(index: number): Tenant
  ask(tenant: Tenant, method: string, path: string, body?: unknown): Promise<Answer>
  /** What the consumer has taken at a path. */
  at(path: string): readonly Received[]
}

export function hookedTenants(): HookedTenants {
  const its = serverForThisFile()
  let simulator: Simulator
  let consumer: Consumer
  const tenants: Tenant[] = []
  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'webhooks' })
    consumer = await Consumer.open()
    for (const phone of CUSTOMERS) simulator.addPhone(phone, { name: phone })
    for (const [index, phone] of SHOPS.entries()) {
      simulator.addPhone(phone)
      const { id, slug, botPort } = await its.create({ business_name: `Hooked ${index + 1}` })
      const env = {
        TENANT_ID: id,
        WHATSAPP_WS_URL: simulator.wsUrl,
        WEBHOOK_ALLOW_PRIVATE: 'true',
      }
      const bot = new TestBot(slug, botPort, env, its.folder)
      tenants.push({ id, slug, bot })
      await bot.start()
      await pairByQr(simulator, bot, phone)
    }
  })
  afterAll(async () => {
    // Both, before the folder goes that they share.
    for (const { bot } of tenants) await bot.kill('SIGKILL')
    for (const { bot } of tenants) await bot[Symbol.asyncDispose]()
    await consumer?.[Symbol.asyncDispose]()
    await simulator?.[Symbol.asyncDispose]()
  })
  return {
    get simulator() {
      return simulator
    },
    get consumer() {
      return consumer
    },
    one(index) {
      const tenant = tenants[index]
      if (!tenant) throw new Error('there are two tenants, 0 and 1')
      return tenant
    },
    ask: ({ slug }, method, path, body) => its.ask(method, `/api/tenants/${slug}/${path}`, body),
    at: (path) => consumer.taken.filter((received) => received.path === path),
  }
}
