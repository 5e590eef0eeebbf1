import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getTenant, listTenantIncidents } from '../../common/contracts/public-api.ts'
import { listTenantMessages } from '../../common/contracts/public-messages.ts'
import { Problem } from '../../common/kit/errors.ts'
import { TROUBLE_FLAGS } from '../../scripts/chaos/trouble.ts'
import { callServer } from '../../scripts/client.ts'
import {
  addLinkedTenant,
  command,
  customerPhone,
  openFleet,
  pm2List,
  send,
  until,
} from './fleet.ts'
import type { Fleet } from './fleet.ts'

/** What each tenant's bot does, and what is to be told of it. The last one is well. */
const TROUBLES = [
  { name: 'creep', kind: 'memory', said: /soft limit is 192; it ended in order/ },
  {
    name: 'buffers',
    kind: 'memory',
    said: /took \d+ MiB, and its limit is 256|more than its limit/,
  },
  { name: 'heap', kind: 'memory', said: /heap was full at 128 MiB/ },
  { name: 'spin', kind: 'hung', said: /stood still and answered nothing/ },
  { name: 'stand', kind: 'hung', said: /stood still and answered nothing/ },
  { name: 'errors', kind: undefined, said: undefined },
  { name: undefined, kind: undefined, said: undefined },
] as const

/** The bound is 10 s; the rest is for a machine that does other things as well. */
const GONE_SECONDS = 25

describe('bots that take too much, or stand still', () => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await openFleet({
      extra: { BOT_NODE_ARGS: TROUBLE_FLAGS.join(' ') },
    })
    for (const index of TROUBLES.keys()) {
      fleet.simulator.addPhone(customerPhone(index), { name: `Customer ${index}` })
    }
    await Promise.all([...TROUBLES.keys()].map((index) => addLinkedTenant(fleet, index)))
  }, 120_000)

  afterAll(() => fleet[Symbol.asyncDispose]())

  const slug = (index: number): string => `shop-${index}`
  const pids = async (): Promise<Map<string, number>> =>
    new Map(
      (await pm2List(fleet)).flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid]])),
    )
  const orNotThere = (error: unknown): undefined => {
    if (!(error instanceof Problem && error.status === 503)) throw error
  }
  const inbound = async (index: number): Promise<readonly (string | null)[] | undefined> => {
    const page = await callServer(fleet.installation.server, listTenantMessages, {
      params: { tenant: slug(index) },
      query: { direction: 'inbound', limit: '100' },
    }).catch(orNotThere)
    return page?.messages.map(({ text }) => text)
  }
  const incidents = async (index: number) =>
    (
      await callServer(fleet.installation.server, listTenantIncidents, {
        params: { tenant: slug(index) },
      }).catch(orNotThere)
    )?.incidents ?? []

  it('are ended and come back; nothing is lost or doubled, and the others do not notice', async () => {
    const before = await pids()
    const began = Date.now()
    for (const [index, { name }] of TROUBLES.entries()) {
      if (name === undefined) continue
      writeFileSync(join(fleet.installation.tenantFolder(slug(index)), 'TROUBLE'), name)
    }
    const written = ['one', 'two', 'three']
    for (const text of written) {
      for (const index of TROUBLES.keys()) {
        await fleet.simulator.sendText(
          customerPhone(index),
          `+54911555500${String(index).padStart(2, '0')}`,
          `${text} for ${index}`,
        )
      }
    }
    const sent = [...TROUBLES.keys()].map((index) =>
      send(fleet, slug(index), customerPhone(index), `from ${index}`),
    )
    await Promise.all(
      TROUBLES.map(async ({ name, kind }, index) => {
        if (kind === undefined) return
        await until(
          `${name} to be ended`,
          async () => {
            const pid = (await pids()).get(`bot-${slug(index)}`)
            return pid !== undefined && pid !== 0 && pid !== before.get(`bot-${slug(index)}`)
              ? true
              : undefined
          },
          GONE_SECONDS,
          300,
        )
        console.log(`caps: ${name} had another process after ${Date.now() - began} ms`)
      }),
    )
    await Promise.all(sent)
    for (const index of TROUBLES.keys()) {
      await until(
        `all messages of ${slug(index)}`,
        async () => ((await inbound(index))?.length === written.length ? true : undefined),
        60,
      )
      expect(await inbound(index)).toEqual(written.map((text) => `${text} for ${index}`))
      const got = await until(`what shop ${index} sent`, () => {
        const texts = fleet.simulator.messagesAt(customerPhone(index)).map(({ text }) => text)
        return texts.includes(`from ${index}`) ? texts : undefined
      })
      expect(got.filter((text) => text === `from ${index}`)).toHaveLength(1)
    }
    const after = await pids()
    for (const [index, { kind }] of TROUBLES.entries()) {
      const app = `bot-${slug(index)}`
      expect([app, after.get(app) === before.get(app)]).toEqual([app, kind === undefined])
    }
    expect(fleet.simulator.stats()).toMatchObject({ keyReuses: 0 })
  })

  it('are told of: incidents, warnings, `status`, the log', async () => {
    for (const [index, { name, kind, said }] of TROUBLES.entries()) {
      if (kind === undefined) {
        expect([name, await incidents(index)]).toEqual([name, []])
        continue
      }
      const found = await until(`an incident of ${name}`, async () => {
        const all = await incidents(index)
        return all.length > 0 ? all : undefined
      })
      expect([name, found]).toMatchObject([name, [{ kind, detail: expect.stringMatching(said) }]])
      const because = kind === 'hung' ? 'it stood still' : 'it took too much memory'
      await until(`a warning of ${name}`, async () => {
        const { warnings } = await callServer(fleet.installation.server, getTenant, {
          params: { tenant: slug(index) },
        })
        return warnings.some((one) => one.includes(`because ${because}: 1`)) ? true : undefined
      })
    }
    const { output } = await command(fleet, 'status')
    expect(output).toMatch(/shop-3: restarts in 24 hours because it stood still: 1, the last at /)
    expect(output).toMatch(/ \d+\/256 +open/)
    const log = readFileSync(fleet.installation.logFile('server'), 'utf8')
    expect(log).toMatch(/"tenant":"shop-4","kind":"hung".*bot was ended/)
  })

  it('take another limit from the command line, and are started again with it', async () => {
    const before = (await pids()).get('bot-shop-6')
    const wrong = await command(fleet, 'limit-tenant', 'shop-6', '--memory', '12')
    expect([wrong.code, wrong.output]).toEqual([2, expect.stringContaining('128 to 16384')])
    const { code, output } = await command(fleet, 'limit-tenant', 'shop-6', '--memory', '160')
    expect([code, output]).toEqual([0, 'Shop 6 (shop-6) may take 160 MiB.\n'])
    expect((await pids()).get('bot-shop-6')).not.toBe(before)
    await until('it to be seen again', async () => {
      const tenant = await callServer(fleet.installation.server, getTenant, {
        params: { tenant: 'shop-6' },
      })
      return tenant.connection.state === 'open' && tenant.memoryMb !== null ? tenant : undefined
    })
  })
})
