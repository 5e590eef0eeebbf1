import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import {
  getTenantMessage,
  listTenantMessages,
  postTenantMessage,
} from '../../common/contracts/public-messages.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { callServer } from '../client.ts'
import type { ServerAddress } from '../client.ts'
import { until } from './until.ts'

interface Newcomer {
  readonly checkout: string
  readonly env: Readonly<Record<string, string>>
  readonly simulator: Simulator
  readonly say: (line: string) => void
}

interface Event {
  readonly event: string
  readonly qr?: string | undefined
  readonly code?: string | undefined
}

const eventSchema = z.object({
  event: z.string(),
  qr: z.string().optional(),
  code: z.string().optional(),
})

const SHOP = { slug: 'mundo-apple', name: 'Mundo Apple', phone: '+5491155550001' }
const OTHER = { slug: 'tienda-luz', name: 'Tienda Luz', phone: '+573005550002' }
const CUSTOMER = '+5491166660001'

/**
 * Walks the README with nothing but npm in a fresh checkout.
 * @throws {Error} at the first step that does not do what the README says
 */
export async function tryAsNewcomer(newcomer: Newcomer): Promise<void> {
  const { simulator, say, env, checkout } = newcomer
  for (const phone of [SHOP.phone, OTHER.phone, CUSTOMER]) simulator.addPhone(phone)
  await timed(say, 'npm start, from nothing', () => npm(newcomer, ['start']))
  await timed(say, 'npm start, again', () => npm(newcomer, ['start']))
  await timed(say, 'add-tenant, linked by QR', () =>
    add(newcomer, ['--name', SHOP.name], (event) =>
      event.qr === undefined ? undefined : simulator.scan(SHOP.phone, event.qr),
    ),
  )
  await timed(say, 'add-tenant, linked by code', () =>
    add(newcomer, ['--name', OTHER.name, '--pair', 'code', '--phone', OTHER.phone], (event) =>
      event.code === undefined ? undefined : simulator.linkCode(OTHER.phone, event.code),
    ),
  )
  const server: ServerAddress = {
    url: `http://127.0.0.1:${env['PORT']}`,
    adminKey: readFileSync(join(checkout, 'data', 'admin-key'), 'utf8').trim(),
  }
  for (const shop of [SHOP, OTHER])
    await timed(say, `${shop.name}: both ways`, () => talk(newcomer, server, shop))
  await timed(say, 'npm run status', () => npm(newcomer, ['run', 'status']))
  await timed(say, 'npm stop', () => npm(newcomer, ['stop']))
}

async function timed(
  say: (line: string) => void,
  what: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const started = Date.now()
  await work()
  say(`ok  ${what} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
}

/** Text in is stored and answered; text out is delivered and read. */
async function talk(
  { simulator }: Newcomer,
  server: ServerAddress,
  shop: { readonly slug: string; readonly phone: string },
): Promise<void> {
  const tenant = shop.slug
  await simulator.sendText(CUSTOMER, shop.phone, 'Hola')
  await until('the text in to be stored', async () => {
    const { messages } = await callServer(server, listTenantMessages, {
      params: { tenant },
      query: { direction: 'inbound' },
    })
    return messages.find(({ text }) => text === 'Hola')
  })
  const { id } = await callServer(server, postTenantMessage, {
    params: { tenant },
    body: { to: CUSTOMER, text: `Listo, de ${tenant}` },
  })
  const untilIs = (delivery: string): Promise<unknown> =>
    until(`the text out to be ${delivery}`, async () => {
      const found = await callServer(server, getTenantMessage, { params: { tenant, id } })
      return found.delivery === delivery ? found : undefined
    })
  await untilIs('delivered')
  const arrived = simulator
    .messagesAt(CUSTOMER)
    .filter(({ text }) => text === `Listo, de ${tenant}`)
  if (arrived.length !== 1 || arrived[0]?.copies !== 1)
    throw new Error('The text out came not once.')
  simulator.markRead(CUSTOMER, [arrived[0].id])
  await untilIs('read')
}

async function add(
  newcomer: Newcomer,
  args: readonly string[],
  link: (event: Event) => Promise<unknown> | undefined,
): Promise<void> {
  let linking = false
  await npm(newcomer, ['run', '--silent', 'add-tenant', '--', '--json', ...args], (line) => {
    if (linking || !line.startsWith('{')) return
    const step = link(eventSchema.parse(JSON.parse(line)))
    linking = step !== undefined
    step?.catch((error: unknown) => newcomer.say(`linking failed: ${String(error)}`))
  })
}

function npm(
  { checkout, env }: Newcomer,
  args: readonly string[],
  onLine: (line: string) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let unread = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const lines = (unread + chunk.toString()).split('\n')
      unread = lines.pop() ?? ''
      lines.forEach(onLine)
    })
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`npm ${args.join(' ')} ended with ${code}:\n${output}`))
    })
  })
}
