import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { listTenantMessages } from '../../common/contracts/public-messages.ts'
import { callServer } from '../../scripts/client.ts'
import {
  addLinkedTenant,
  customerPhone,
  openFleet,
  pm2List,
  send,
  shopPhone,
  until,
} from './fleet.ts'
import type { Fleet } from './fleet.ts'

const TENANTS = Array.from({ length: 10 }, (_, index) => index)
const MESSAGES = Array.from({ length: 100 }, (_, index) => index)

describe('ten tenants at once', () => {
  let fleet: Fleet
  let tenants: Tenant[]

  beforeAll(async () => {
    fleet = await openFleet()
    for (const index of TENANTS)
      fleet.simulator.addPhone(customerPhone(index), { name: `Customer ${index}` })
    tenants = await Promise.all(TENANTS.map((index) => addLinkedTenant(fleet, index)))
  }, 120_000)

  afterAll(() => fleet[Symbol.asyncDispose]())

  it('have ten processes, ports and folders', async () => {
    const bots = (await pm2List(fleet)).filter(({ name }) => name.startsWith('bot-'))
    expect(new Set(bots.map(({ pid }) => pid)).size).toBe(10)
    expect(new Set(tenants.map(({ botPort }) => botPort)).size).toBe(10)
    expect(tenants.map(({ phone }) => phone)).toEqual(TENANTS.map(shopPhone))
  })

  it('send a hundred messages each, and every one arrives once at the right phone', async () => {
    await Promise.all(
      tenants.map(async ({ slug }, index) => {
        for (const number of MESSAGES)
          await send(fleet, slug, customerPhone(index), `out ${slug} ${number}`)
      }),
    )
    for (const [index, { slug }] of tenants.entries()) {
      const expected = MESSAGES.map((number) => `out ${slug} ${number}`)
      const arrived = await until(
        `100 messages of ${slug}`,
        () => {
          const all = fleet.simulator.messagesAt(customerPhone(index))
          return all.length >= 100 ? all : undefined
        },
        90,
      )
      expect(arrived.map(({ text }) => text)).toEqual(expected)
      expect(arrived.every(({ copies, from }) => copies === 1 && from === shopPhone(index))).toBe(
        true,
      )
    }
  }, 120_000)

  it('receive a hundred messages each, stored once, none at another tenant', async () => {
    await Promise.all(
      TENANTS.map(async (index) => {
        for (const number of MESSAGES) {
          await fleet.simulator.sendText(
            customerPhone(index),
            shopPhone(index),
            `in ${index} ${number}`,
          )
        }
      }),
    )
    for (const [index, { slug }] of tenants.entries()) {
      const texts = await until(
        `100 messages at ${slug}`,
        async () => {
          const { messages } = await callServer(fleet.installation.server, listTenantMessages, {
            params: { tenant: slug },
            query: { direction: 'inbound', limit: '500' },
          })
          return messages.length >= 100 ? messages.map(({ text }) => text) : undefined
        },
        90,
      )
      expect(texts).toEqual(MESSAGES.map((number) => `in ${index} ${number}`))
    }
  }, 120_000)

  it('answer the first message of a customer once, to that customer', async () => {
    const answers = TENANTS.map((index) =>
      fleet.simulator
        .messagesAt(customerPhone(index))
        .filter(({ text }) => !text.startsWith('out ')),
    )
    expect(answers.map((list) => list.length)).toEqual(TENANTS.map(() => 1))
    expect(answers.map(([answer]) => answer?.from)).toEqual(TENANTS.map(shopPhone))
  })

  it("show each bot's metrics in pm2 jlist", async () => {
    const bots = await until('the metrics', async () => {
      const found = (await pm2List(fleet)).filter(({ name }) => name.startsWith('bot-'))
      const fresh = found.every(
        ({ pm2_env: { axm_monitor: metrics } }) =>
          metrics?.['Messages in']?.value === 100 &&
          metrics['Messages out']?.value === 101 &&
          metrics['Outbox']?.value === 0,
      )
      return fresh ? found : undefined
    })
    for (const { pm2_env } of bots) {
      expect(pm2_env.axm_monitor).toMatchObject({ State: { value: 'open' } })
      expect(Number.parseFloat(String(pm2_env.axm_monitor?.['Memory']?.value))).toBeGreaterThan(20)
    }
  })
})
