import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getTenant } from '../../common/contracts/public-api.ts'
import { listTenantMessages } from '../../common/contracts/public-messages.ts'
import { Problem } from '../../common/kit/errors.ts'
import { callServer } from '../../scripts/client.ts'
import { linkPhone } from '../../scripts/demo/link.ts'
import {
  addTenant,
  command,
  customerPhone,
  openFleet,
  pm2List,
  send,
  shopPhone,
  until,
} from './fleet.ts'
import type { Fleet } from './fleet.ts'

const TENANTS = [0, 1, 2, 3, 4]
const DEAF = 2
/** Four seconds stand for the minute that is usual; the arithmetic is that of the unit tests. */
const QUIET_SECONDS = 4
/** Quiet, and a third of it for the server's answer and for the phone's. */
const BOUND_MS = QUIET_SECONDS * 1000 * (1 + 2 / 3)
/** For a machine that has other things to do as well. */
const LEEWAY_MS = 1000

describe('one of five sessions that goes deaf', () => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await openFleet()
    for (const index of TENANTS)
      fleet.simulator.addPhone(customerPhone(index), { name: `Customer ${index}` })
    await Promise.all(TENANTS.map(addWatchedTenant))
  }, 90_000)

  async function addWatchedTenant(index: number): Promise<void> {
    const { simulator, installation } = fleet
    simulator.addPhone(shopPhone(index), { name: `Shop ${index}` })
    const { slug } = await addTenant(fleet, index)
    const file = join(installation.tenantFolder(slug), 'config.json')
    const config = readFileSync(file, 'utf8')
    const shortened = config.replace('"quiet_seconds": 60', `"quiet_seconds": ${QUIET_SECONDS}`)
    expect(shortened).not.toBe(config)
    writeFileSync(file, shortened)
    await linkPhone(installation.server, simulator, slug, shopPhone(index))
  }

  afterAll(() => fleet[Symbol.asyncDispose]())

  const bots = async () =>
    new Map(
      (await pm2List(fleet))
        .filter(({ name }) => name.startsWith('bot-'))
        .map(({ name, pid, pm2_env }) => [name, { pid, restarts: pm2_env.restart_time }]),
    )
  const tenant = (index: number) =>
    callServer(fleet.installation.server, getTenant, { params: { tenant: `shop-${index}` } })
  const calls = (index: number): number =>
    fleet.simulator
      .eventsSince(0)
      .filter((event) => event.type === 'peer-message' && event.phone === shopPhone(index)).length
  const calledAgain = (index: number): Promise<true> => {
    const before = calls(index)
    return until(`a call of shop ${index}'s phone`, () =>
      calls(index) > before ? true : undefined,
    )
  }
  const inbound = async (index: number): Promise<(string | null)[]> => {
    const { messages } = await callServer(fleet.installation.server, listTenantMessages, {
      params: { tenant: `shop-${index}` },
      query: { direction: 'inbound', limit: '100' },
    })
    return messages.map(({ text }) => text)
  }
  const orNotThere = (error: unknown): undefined => {
    if (!(error instanceof Problem && error.status === 503)) throw error
  }

  it('is found in time; its process alone starts again, once, and nothing is lost', async () => {
    const { simulator } = fleet
    // Quiet comes first: a session that has been quiet for long must be found as soon.
    await Promise.all(TENANTS.map(calledAgain))
    const before = await bots()
    expect(before.size).toBe(5)

    const since = simulator.lastEvent
    simulator.addFault({ kind: 'deaf', phone: shopPhone(DEAF).slice(1) })
    const deafAt = Date.now()
    const written = TENANTS.flatMap((index) => [`one for ${index}`, `two for ${index}`])
    for (const [index, text] of written.entries()) {
      const to = TENANTS[Math.floor(index / 2)] ?? 0
      await simulator.sendText(customerPhone(to), shopPhone(to), text)
    }
    await send(fleet, `shop-${DEAF}`, customerPhone(DEAF), 'sent by a deaf one')
    await until('what was held back to arrive', async () =>
      (await inbound(DEAF).catch(orNotThere))?.length === 2 ? true : undefined,
    )
    const ended = simulator
      .eventsSince(since)
      .find((event) => event.type === 'disconnected' && event.phone === shopPhone(DEAF))
    const tookMs = Date.parse(ended?.at ?? '') - deafAt
    console.log(`deaf: found in ${tookMs} ms, whole again in ${Date.now() - deafAt} ms`)
    expect(tookMs).toBeLessThan(BOUND_MS + LEEWAY_MS)

    // Time enough for a second restart, if there were to be one.
    await Promise.all(TENANTS.map(calledAgain))
    const after = await bots()
    for (const [name, { pid, restarts }] of before) {
      const isDeaf = name === `bot-shop-${DEAF}`
      const now = after.get(name)
      expect([name, now?.restarts]).toEqual([name, (restarts ?? 0) + (isDeaf ? 1 : 0)])
      expect([name, now?.pid === pid]).toEqual([name, !isDeaf])
    }
    for (const index of TENANTS) {
      expect(await inbound(index)).toEqual([`one for ${index}`, `two for ${index}`])
      const got = simulator.messagesAt(customerPhone(index))
      expect(new Set(got.map(({ text }) => text)).size).toBe(got.length)
    }
    const got = simulator.messagesAt(customerPhone(DEAF)).map(({ text }) => text)
    expect(got.filter((text) => text === 'sent by a deaf one')).toHaveLength(1)
    expect(simulator.stats()).toMatchObject({ keyReuses: 0, retries: 0 })
    expect(simulator.stats().events['paired']).toBe(5)
  })

  it('is told where the operator looks: in the API, in `status` and in its log', async () => {
    const said = /nothing arrived any more: 1, the last at \d{4}-/
    for (const index of TENANTS) {
      const { warnings, connection } = await tenant(index)
      expect(connection.state).toBe('open')
      expect(warnings).toEqual(index === DEAF ? [expect.stringMatching(said)] : [])
    }
    const { output } = await command(fleet, 'status')
    expect(output).toMatch(new RegExp(`shop-${DEAF}: .*${said.source}`))
    expect(output.split('nothing arrived')).toHaveLength(2)
    const logs = join(fleet.installation.tenantFolder(`shop-${DEAF}`), 'logs')
    expect(existsSync(logs)).toBe(true)
    const lines = readdirSync(logs).flatMap((file) =>
      readFileSync(join(logs, file), 'utf8').split('\n'),
    )
    expect(lines.filter((line) => line.includes('connected, and nothing arrives'))).toEqual([
      expect.stringContaining('the server answers, the own phone does not'),
    ])
  })
})
