import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { botStatus } from '../../common/contracts/bot-api.ts'
import { postTenantMessage } from '../../common/contracts/public-api.ts'
import { callServer } from '../../scripts/client.ts'
import { until } from '../../scripts/demo/until.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { median, memoryOf } from '../measure.ts'
import type { Memory } from '../measure.ts'
import type { Row, Scenario } from '../scenario.ts'
import { customerPhone, linkedNaive, linkedTenant, naivePhone, shopPhone } from '../world.ts'
import type { NaiveBot, World } from '../world.ts'

const FIRST = 1

/** Memory per bot, paired and connected: idle, and again after messages both ways. */
export const memory: Scenario = async (world, { bots, messages, idleSeconds }) => {
  const pids: number[] = []
  await using naive = new AsyncDisposableStack()
  const naiveBots: NaiveBot[] = []
  const slugs: string[] = []
  for (let index = FIRST; index < FIRST + bots; index += 1) {
    const { slug, botPort } = await linkedTenant(world, index)
    slugs.push(slug)
    pids.push(await pidOf(world, slug, botPort))
    naiveBots.push(naive.use(await linkedNaive(world, index)))
  }
  await using bare = await bareNodes(bots)
  await sleep(idleSeconds * 1000)
  const idle = rows(`idle, N=${bots}`, pids, naiveBots, bare.pids)
  for (const [offset, bot] of naiveBots.entries()) {
    await chat(world, FIRST + offset, slugs[offset] ?? '', bot, messages)
  }
  await sleep(idleSeconds * 1000)
  const after = rows(`after ${messages} in + ${messages} out, N=${bots}`, pids, naiveBots)
  return [...idle, ...after]
}

async function pidOf(world: World, slug: string, port: number): Promise<number> {
  const folder = world.throwaway.installation.tenantFolder(slug)
  const adminKey = readFileSync(join(folder, 'bot.token'), 'utf8').trim()
  return (await callServer({ url: `http://127.0.0.1:${port}`, adminKey }, botStatus)).pid
}

function rows(
  when: string,
  pids: readonly number[],
  naive: readonly NaiveBot[],
  bare?: readonly number[],
): Row[] {
  const of = (kind: keyof Memory, ids: readonly number[]): number =>
    median(ids.map((pid) => memoryOf(pid)[kind]))
  const naivePids = naive.map(({ pid }) => pid)
  const against = 'naive bot'
  const kinds = ['pss', 'private', 'anonymous'] as const
  return [
    ...kinds.map((kind) => ({
      what: `${kind === 'pss' ? 'PSS' : kind} per bot, ${when}`,
      unit: 'MiB',
      ours: of(kind, pids),
      baseline: of(kind, naivePids),
      against,
    })),
    ...(bare
      ? [
          {
            what: `PSS per bot, ${when}`,
            unit: 'MiB',
            ours: of('pss', pids),
            baseline: of('pss', bare),
            against: 'bare Node that only waits',
          },
        ]
      : []),
  ]
}

/** Node processes that do nothing: the floor. */
async function bareNodes(count: number): Promise<AsyncDisposable & { pids: readonly number[] }> {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }),
  )
  return {
    pids: children.map(({ pid }) => pid ?? Number.NaN),
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
    },
  }
}

/** The same conversation with both: `count` in and `count` out. */
async function chat(
  world: World,
  index: number,
  slug: string,
  naive: NaiveBot,
  count: number,
): Promise<void> {
  const { simulator, throwaway } = world
  const texts = Array.from({ length: count }, (_, number) => `chat ${number}`)
  const pairs = [
    { phone: shopPhone(index), customer: customerPhone(60 + index) },
    { phone: naivePhone(index), customer: customerPhone(80 + index) },
  ] as const
  for (const { phone, customer } of pairs) {
    simulator.addPhone(customer)
    for (const text of texts) await simulator.sendText(customer, phone, text)
  }
  for (const text of texts) {
    await callServer(throwaway.installation.server, postTenantMessage, {
      params: { tenant: slug },
      body: { to: pairs[0].customer, text },
    })
  }
  await naive.post('/burst', { to: pairs[1].customer, texts })
  for (const { customer } of pairs) {
    await until(
      'the conversation to end',
      () => (simulator.messagesAt(customer).length >= count ? true : undefined),
      180,
    )
  }
}
