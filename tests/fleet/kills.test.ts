import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteTenant, getTenant, restoreTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../../scripts/client.ts'
import { untilOpen } from '../../scripts/demo/link.ts'
import { startFleet } from '../../scripts/start/start-fleet.ts'
import {
  addLinkedTenant,
  command,
  customerPhone,
  openFleet,
  pidOf,
  pm2,
  pm2List,
  send,
  shopPhone,
  startCommand,
  until,
  untilDelivery,
} from './fleet.ts'
import type { Fleet } from './fleet.ts'

const quiet = (): void => undefined

describe('a fleet of three under kill -9', () => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await openFleet()
    for (const index of [0, 1, 2]) {
      fleet.simulator.addPhone(customerPhone(index), { name: `Customer ${index}` })
      await addLinkedTenant(fleet, index)
    }
  }, 90_000)

  afterAll(() => fleet[Symbol.asyncDispose]())

  const pairings = (): number => fleet.simulator.stats().events['paired'] ?? 0
  const apps = ['bot-shop-0', 'bot-shop-1', 'bot-shop-2', 'flotilla-server']
  const pids = async (): Promise<Map<string, number | undefined>> =>
    new Map((await pm2List(fleet)).map(({ name, pid }) => [name, pid]))

  /** Text out, text in, delivered: the whole product, for one tenant. */
  const works = async (index: number): Promise<void> => {
    const slug = `shop-${index}`
    await untilOpen(fleet.installation.server, slug)
    const text = `proof ${slug} ${fleet.simulator.lastEvent}`
    const { id } = await send(fleet, slug, customerPhone(index), text)
    await untilDelivery(fleet, slug, id, 'delivered')
    const arrived = fleet.simulator
      .messagesAt(customerPhone(index))
      .filter((one) => one.text === text)
    expect(arrived.map(({ copies, from }) => [copies, from])).toEqual([[1, shopPhone(index)]])
  }

  it('a bot is back in seconds without a new QR, the others undisturbed', async () => {
    const linked = pairings()
    const before = await pids()
    process.kill(await pidOf(fleet, 'bot-shop-0'), 'SIGKILL')
    await until('a new process', async () => {
      const now = (await pids()).get('bot-shop-0')
      return now && now !== before.get('bot-shop-0') ? now : undefined
    })
    await works(0)
    const after = await pids()
    expect(after.get('bot-shop-1')).toBe(before.get('bot-shop-1'))
    expect(after.get('bot-shop-2')).toBe(before.get('bot-shop-2'))
    expect(pairings()).toBe(linked)
  })

  it('without the server the bots go on, and it comes back', async () => {
    const before = await pids()
    process.kill(await pidOf(fleet, 'flotilla-server'), 'SIGKILL')
    await fleet.simulator.sendText(customerPhone(1), shopPhone(1), 'are you there?')
    await until('the answer', () =>
      fleet.simulator.messagesAt(customerPhone(1)).some(({ text }) => !text.startsWith('proof'))
        ? true
        : undefined,
    )
    await until('the server', async () =>
      (await fleet.installation.whoAnswers()) === 'us' ? true : undefined,
    )
    await works(1)
    const after = await pids()
    for (const app of apps.slice(0, 3)) expect(after.get(app)).toBe(before.get(app))
  })

  it('npm start, repeated, leaves everything alone', async () => {
    const before = await pids()
    const { code, output } = await command(fleet, 'start')
    expect(output).toContain('Flotilla is running')
    expect(code).toBe(0)
    expect(await pids()).toEqual(before)
  })

  it('npm start brings everything back after the death of the PM2 daemon', async () => {
    const linked = pairings()
    const before = await pids()
    process.kill(fleet.installation.fleet.daemonPid() ?? Number.NaN, 'SIGKILL')
    const report = await startFleet(fleet.installation, quiet)
    expect(report.ok).toBe(true)
    // Nothing of the old world is left: PM2's list is what really runs.
    const after = await pids()
    for (const [app, pid] of before) {
      expect(after.get(app)).not.toBe(pid)
      expect(() => process.kill(pid ?? Number.NaN, 0)).toThrow('ESRCH')
    }
    for (const index of [0, 1, 2]) await works(index)
    expect(pairings()).toBe(linked)
  })

  it('--keep notices the death of the PM2 daemon within 10 s and brings everything back', async () => {
    const before = await pids()
    const keeper = startCommand(fleet, 'start', '--keep')
    try {
      await until('the watch', () => (keeper.output().includes('Keeping watch') ? true : undefined))
      const killedAt = Date.now()
      process.kill(fleet.installation.fleet.daemonPid() ?? Number.NaN, 'SIGKILL')
      await until('it to notice', () =>
        keeper.output().includes('PM2 is gone') ? true : undefined,
      )
      expect(Date.now() - killedAt).toBeLessThan(10_000)
      await until(
        'everything',
        () => (keeper.output().includes('Everything is back') ? true : undefined),
        45,
      )
      const after = await pids()
      for (const [app, pid] of before) expect(after.get(app)).not.toBe(pid)
      for (const index of [0, 1, 2]) await works(index)
    } finally {
      keeper.child.kill('SIGTERM')
      expect((await keeper.ended).code).toBe(0)
    }
    expect(fleet.installation.fleet.isDaemonAlive()).toBe(true)
  }, 90_000)

  it('respects a stop by hand until the tenant is started again', async () => {
    await pm2(fleet, 'stop', 'bot-shop-2')
    const { code, output } = await command(fleet, 'start')
    expect(code).toBe(0)
    expect(output).toContain('stopped by hand')
    expect((await pm2List(fleet)).find(({ name }) => name === 'bot-shop-2')?.pm2_env.status).toBe(
      'stopped',
    )
    expect((await command(fleet, 'start-tenant', 'shop-2')).code).toBe(0)
    await works(2)
  })

  it('a removed tenant comes back with its id and session', async () => {
    const { server } = fleet.installation
    const linked = pairings()
    const { id } = await callServer(server, getTenant, { params: { tenant: 'shop-2' } })
    await callServer(server, deleteTenant, { params: { tenant: 'shop-2' } })
    await expect(
      callServer(server, getTenant, { params: { tenant: 'shop-2' } }),
    ).rejects.toMatchObject({
      code: 'unknown_tenant',
      status: 404,
    })
    expect((await pids()).has('bot-shop-2')).toBe(false)
    const restored = await callServer(server, restoreTenant, { params: { tenant: id } })
    expect(restored.id).toBe(id)
    await works(2)
    expect(pairings()).toBe(linked)
  })

  it('npm stop ends this installation and nothing else', async () => {
    await pm2(
      fleet,
      'start',
      '/bin/sleep',
      '--name',
      'foreign',
      '--interpreter',
      'none',
      '--',
      '600',
    )
    const { code, output } = await command(fleet, 'stop')
    expect(code).toBe(0)
    expect(output).toContain('flotilla-server')
    expect((await pm2List(fleet)).map(({ name }) => name)).toEqual(['foreign'])
    expect((await command(fleet, 'status')).code).toBe(1)
  })
})
