import { createTenant } from '../../common/contracts/public-api.ts'
import { getTenantMessage, postTenantMessage } from '../../common/contracts/public-messages.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { callServer } from '../client.ts'
import type { ServerAddress } from '../client.ts'
import { askForServer } from '../start/start-fleet.ts'
import { linkPhone } from './link.ts'
import { openThrowaway } from './throwaway.ts'
import { until } from './until.ts'

interface DemoOptions {
  readonly say: (line: string) => void
  /** Called while everything runs; the demo ends when it resolves. */
  readonly stay: (scene: Scene) => Promise<void>
}

export interface Scene {
  readonly server: ServerAddress
  readonly adminKeyFile: string
  readonly controlUrl: string
  readonly shops: readonly Shop[]
  readonly customers: readonly Customer[]
}

interface Shop {
  readonly name: string
  readonly phone: string
  readonly method: 'qr' | 'code'
}

interface Customer {
  readonly name: string
  readonly phone: string
  readonly shop: number
  readonly text: string
}

const SHOPS: readonly Shop[] = [
  { name: 'Mundo Apple', phone: '+5491155550001', method: 'qr' },
  { name: 'Tienda Luz', phone: '+573005550002', method: 'code' },
]

const CUSTOMERS: readonly Customer[] = [
  { name: 'Ana', phone: '+5491166660001', shop: 0, text: 'Hola, ¿tienen fundas para el 15?' },
  { name: 'Bruno', phone: '+5491166660002', shop: 0, text: 'Buenas, ¿a qué hora cierran?' },
  { name: 'Carla', phone: '+525566660003', shop: 1, text: '¿Hacen envíos a Puebla?' },
]

/**
 * Plays the product without a phone: an offline WhatsApp, a server, two businesses that are linked
 * (one by QR, one by code), three customers who write and are answered, a message sent by API and
 * read. Everything stands in a temporary folder with a PM2 of its own and is gone afterwards.
 * @throws {Error} when anything that should have arrived did not
 */
export async function playDemo({ say, stay }: DemoOptions): Promise<void> {
  await using simulator = await openSimulator({ seed: 'demo' })
  await using throwaway = await openThrowaway({ whatsappWsUrl: simulator.wsUrl })
  const { installation } = throwaway
  const { server } = installation
  say(`An offline WhatsApp runs at ${simulator.wsUrl}.`)
  await askForServer(installation, say)
  const tenants: Tenant[] = []
  for (const shop of SHOPS) tenants.push(await openShop(server, simulator, shop, say))
  for (const customer of CUSTOMERS) {
    const tenant = tenants[customer.shop]
    const shop = SHOPS[customer.shop]
    if (tenant && shop) await converse(simulator, customer, shop, say)
  }
  await sendByApi(server, simulator, tenants[0]?.slug ?? '', say)
  refuseStrays(simulator)
  await stay({
    server,
    adminKeyFile: installation.adminKeyFile,
    controlUrl: simulator.controlUrl,
    shops: SHOPS,
    customers: CUSTOMERS,
  })
}

async function openShop(
  server: ServerAddress,
  simulator: Simulator,
  shop: Shop,
  say: (line: string) => void,
): Promise<Tenant> {
  simulator.addPhone(shop.phone, { name: shop.name })
  const tenant = await callServer(server, createTenant, { body: { business_name: shop.name } })
  say(`\n${shop.name}: bot-${tenant.slug} on port ${tenant.botPort}, waiting to be linked…`)
  const linked = await linkPhone(server, simulator, tenant.slug, shop.phone, shop.method)
  say(`${shop.name}: linked by ${shop.method} to ${linked.phone ?? shop.phone}.`)
  return linked
}

async function converse(
  simulator: Simulator,
  customer: Customer,
  shop: Shop,
  say: (line: string) => void,
): Promise<void> {
  simulator.addPhone(customer.phone, { name: customer.name })
  say(`\n${customer.name} → ${shop.name}: ${customer.text}`)
  await simulator.sendText(customer.phone, shop.phone, customer.text)
  const answer = await until(`an answer to ${customer.name}`, () =>
    simulator.messagesAt(customer.phone).find((message) => message.from === shop.phone),
  )
  say(`${shop.name} → ${customer.name}: ${answer.text}`)
}

async function sendByApi(
  server: ServerAddress,
  simulator: Simulator,
  slug: string,
  say: (line: string) => void,
): Promise<void> {
  const [ana] = CUSTOMERS
  if (!ana) return
  const text = 'Tu pedido está listo para retirar.'
  const { id } = await callServer(server, postTenantMessage, {
    params: { tenant: slug },
    body: { to: ana.phone, text },
  })
  const deliveryOf = async (): Promise<string | null> =>
    (await callServer(server, getTenantMessage, { params: { tenant: slug, id } })).delivery
  await until('the message to be delivered', async () =>
    (await deliveryOf()) === 'delivered' ? true : undefined,
  )
  const arrived = simulator.messagesAt(ana.phone).find((message) => message.text === text)
  if (!arrived) throw new Error('The message sent by API is not at the phone.')
  simulator.markRead(ana.phone, [arrived.id])
  await until('the message to be read', async () =>
    (await deliveryOf()) === 'read' ? true : undefined,
  )
  say(`\nBy API → ${ana.name}: ${text}  (queued, sent, delivered, read)`)
}

/** Every customer has exactly what was meant for them, once. */
function refuseStrays(simulator: Simulator): void {
  for (const customer of CUSTOMERS) {
    const messages = simulator.messagesAt(customer.phone)
    const expected = customer === CUSTOMERS[0] ? 2 : 1
    const shop = SHOPS[customer.shop]
    const stray = messages.find((message) => message.from !== shop?.phone || message.copies !== 1)
    if (messages.length !== expected || stray) {
      throw new Error(`${customer.name} has ${messages.length} messages, ${expected} expected.`)
    }
  }
}
