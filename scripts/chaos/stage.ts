import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createTenant } from '../../common/contracts/public-api.ts'
import { createTenantWebhook } from '../../common/contracts/webhook-api.ts'
import { seededRandom } from '../../simulator/random.ts'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { callServer } from '../client.ts'
import { linkPhone } from '../demo/link.ts'
import { openThrowaway, setInConfig } from '../demo/throwaway.ts'
import type { Throwaway } from '../demo/throwaway.ts'
import { until } from '../demo/until.ts'
import type { Installation } from '../installation.ts'
import { root } from '../root.ts'
import type { Written } from './ledger.ts'
import { openListener } from './listener.ts'
import type { Listener } from './listener.ts'
import {
  customerPhone,
  hasGroup,
  isPaced,
  keepsBooks,
  membersOf,
  OWNER,
  shopPhone,
  slugOf,
} from './plan.ts'
import type { ChaosPlan } from './plan.ts'
import { offerGoods } from './load-books.ts'
import { openWitness } from './witness.ts'
import type { Witness } from './witness.ts'

/** Everything a run plays on: a network, an installation that is watched over, linked tenants. */
export interface Stage extends AsyncDisposable {
  readonly simulator: Simulator
  readonly witness: Witness
  /** Where the tenants' webhooks lead. */
  readonly listener: Listener
  readonly installation: Installation
  readonly tenants: readonly number[]
  /** The addresses of the tenants' groups. */
  readonly groups: ReadonlyMap<number, string>
  /** Those of them whose owners keep books. */
  readonly shops: readonly number[]
  /** What the owners of shops have written before anything is killed. */
  readonly offered: readonly Written[]
  /** How many customers each tenant has. */
  readonly customers: number
  /** Where orders to die lie, the list of the dead, and what the witness writes. */
  readonly folder: string
  readonly pm2Home: string
  /** Whether the server answers. */
  answers(): Promise<boolean>
  /** How often the watch has brought everything back. */
  recoveries(): number
  /** Stops server and bots for good. */
  rest(): Promise<void>
}

const MESSAGES_PER_CUSTOMER = 5

/**
 * Boots the simulator (in this process, which nobody kills), a throw-away installation with
 * `start --keep`, and the tenants.
 */
export async function openStage(plan: ChaosPlan): Promise<Stage> {
  await using opened = new AsyncDisposableStack()
  const folder = mkdtempSync('/tmp/flotilla-chaos-')
  opened.defer(() => rmSync(folder, { recursive: true, force: true }))
  const preload = preparePreload(folder)
  const simulator = opened.use(await openSimulator({ seed: plan.seed }))
  const witness = opened.use(openWitness(simulator, folder))
  const listener = opened.use(
    await openListener(plan.tenants, seededRandom(plan.seed).fork('webhooks')),
  )
  if (plan.lateLid) simulator.addFault({ kind: 'late-lid' })
  const given = process.env['FLOTILLA_ROOT']
  const throwaway = opened.use(
    await openThrowaway({
      whatsappWsUrl: simulator.wsUrl,
      ...(given !== undefined && { root: given }),
      extra: { ...killedWith(preload), WEBHOOK_ALLOW_PRIVATE: 'true', ...QUICK_PM2 },
    }),
  )
  wantGroups(throwaway.installation)
  const keeper = opened.use(startKeeper(throwaway))
  await untilWatched(keeper)
  const tenants = Array.from({ length: plan.tenants }, (_, tenant) => tenant)
  const customers = Math.ceil(plan.inbound / plan.tenants / MESSAGES_PER_CUSTOMER)
  await Promise.all(
    tenants.map(async (tenant) => {
      await addTenant(simulator, throwaway, plan, tenant, customers)
      await addWebhook(throwaway, listener, tenant)
    }),
  )
  // Whose phone tells no number is known in a group by the other address alone: nobody could say
  // whose message it is.
  const inGroups = plan.lateLid ? [] : tenants.filter(hasGroup)
  const groups = new Map(inGroups.map((tenant) => [tenant, groupOf(simulator, tenant, customers)]))
  const shops = tenants.filter((tenant) => keepsBooks(tenant, plan))
  const offered = await Promise.all(shops.map((tenant) => offerGoods(simulator, tenant)))
  const everything = opened.move()
  const pm2Home = throwaway.environment['PM2_HOME'] ?? ''
  return {
    simulator,
    witness,
    listener,
    installation: throwaway.installation,
    tenants,
    groups,
    shops,
    offered,
    customers,
    folder,
    pm2Home,
    answers: async () => (await throwaway.installation.whoAnswers()) === 'us',
    recoveries: () => keeper.said().split(/^(?:Everything is back|Back, but)/m).length - 1,
    rest: async () => {
      const { fleet } = throwaway.installation
      // First, so that the watch does not bring back what is being stopped.
      fleet.want('stopped')
      await fleet.stopAll()
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  }
}

/** A file of its own, so that the kill points know this run's folder. */
function preparePreload(folder: string): string {
  for (const name of ['orders', 'pids']) mkdirSync(join(folder, name))
  const points = JSON.stringify(join(root, 'scripts', 'chaos', 'kill-points.cjs'))
  const file = join(folder, 'preload.cjs')
  writeFileSync(file, `require(${points}).arm(__dirname)\n`)
  return file
}

/** It reads and writes this run's folder, beyond the fence of the bot that it is loaded into. */
function killedWith(preload: string): { readonly BOT_NODE_ARGS: string } {
  const folder = join(dirname(preload), '*')
  const reads = [folder, join(root, 'scripts', 'chaos', '*'), '/proc/net/tcp']
  const flags = [
    `--require=${preload}`,
    ...reads.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${folder}`,
  ]
  return { BOT_NODE_ARGS: flags.join(' ') }
}

/** The installation's own template has groups on, so that no bot ever runs without them. */
const wantGroups = ({ dataDir }: Installation): void =>
  setInConfig(join(dataDir, 'templates'), ['groups', 'enabled'], true)

/**
 * PM2 waits ever longer before it starts what dies often, until it has lived for a while; here
 * everything is to die often.
 */
const QUICK_PM2 = { PM2_WORKER_INTERVAL: '1000', EXP_BACKOFF_RESET_TIMER: '1000' }

/** Every way of the pacer is gone, within seconds: pauses, typing, and holds after a refusal. */
const QUICK_PACING = {
  enabled: true,
  typing: true,
  chat: { per_minute: 120, per_hour: 0 },
  bot: { replies_per_minute: 0, others_per_minute: 600 },
  new_chats: { per_day: 1000, first_day: 1000, gap_seconds: 0.2, unanswered: 100 },
  quiet_hours: null,
  restricted_minutes: 0.02,
}

function groupOf(simulator: Simulator, tenant: number, customers: number): string {
  const members = membersOf(customers).map((customer) => customerPhone(tenant, customer))
  const subject = `group of ${slugOf(tenant)}`
  return simulator.addGroup({ subject, members: [shopPhone(tenant), ...members] }).id
}

async function addTenant(
  simulator: Simulator,
  { installation }: Throwaway,
  plan: ChaosPlan,
  tenant: number,
  customers: number,
): Promise<void> {
  const slug = slugOf(tenant)
  simulator.addPhone(shopPhone(tenant), { name: slug })
  for (let customer = 0; customer < customers; customer += 1) {
    simulator.addPhone(customerPhone(tenant, customer), {
      name: `customer ${tenant} ${customer}`,
      ...(plan.lateLid && { addressing: 'pn' }),
    })
  }
  const isShop = keepsBooks(tenant, plan)
  await callServer(installation.server, createTenant, {
    body: { business_name: slug, slug, ...(isShop && { vertical: 'retail', language: 'es' }) },
  })
  if (isShop) {
    const owner = customerPhone(tenant, OWNER)
    simulator.addPhone(owner, { name: 'owner' })
    setInConfig(installation.tenantFolder(slug), ['owners'], [owner])
  }
  if (isPaced(tenant)) setInConfig(installation.tenantFolder(slug), ['pacing'], QUICK_PACING)
  await linkPhone(installation.server, simulator, slug, shopPhone(tenant))
}

async function addWebhook(
  { installation }: Throwaway,
  listener: Listener,
  tenant: number,
): Promise<void> {
  const { secret } = await callServer(installation.server, createTenantWebhook, {
    params: { tenant: slugOf(tenant) },
    body: { url: listener.urlOf(tenant) },
  })
  listener.knows(tenant, secret)
}

async function untilWatched(keeper: Keeper): Promise<void> {
  try {
    await until('the watch', () => (keeper.said().includes('Keeping watch') ? true : undefined), 60)
  } catch (error) {
    throw new Error(`The fleet did not start: ${keeper.said()}`, { cause: error })
  }
}

interface Keeper extends AsyncDisposable {
  said(): string
}

const PASSED_ON = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
}

function startKeeper({ environment }: Throwaway): Keeper {
  const child = spawn(process.execPath, [join(root, 'scripts', 'flotilla.ts'), 'start', '--keep'], {
    cwd: root,
    env: { ...PASSED_ON, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const hear = (chunk: Buffer): void => {
    output += chunk.toString()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve())
  })
  return {
    said: () => output,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await ended
      clearTimeout(timer)
    },
  }
}
