import { getTenant } from '../../common/contracts/public-api.ts'
import { listTenantMessages } from '../../common/contracts/public-messages.ts'
import type { Message } from '../../common/contracts/messages.ts'
import type { MessageView } from '../../simulator/simulator.ts'
import { callServer } from '../client.ts'
import type { ServerAddress } from '../client.ts'
import { customerPhone, NEWCOMER, NEWCOMER_PHONE, OWNER, shopPhone, slugOf } from './plan.ts'
import type { Stage } from './stage.ts'
import type { TenantState, World } from './world.ts'

/**
 * Looks at everything from outside: bots through the API, phones through the simulator.
 * @throws {Error} while the installation does not answer
 */
export async function observe(stage: Stage): Promise<World> {
  const { simulator, witness, installation, listener, tenants, customers } = stage
  const states: TenantState[] = []
  for (const tenant of tenants) {
    const { connection, warnings } = await callServer(installation.server, getTenant, {
      params: { tenant: slugOf(tenant) },
    })
    const messages = await allMessages(installation.server, slugOf(tenant))
    const group = stage.groups.get(tenant)
    const isInGroup = ({ to }: MessageView): boolean => to === group
    const people = Array.from({ length: customers }, (_, customer) => customer)
    if (stage.shops.includes(tenant)) people.push(OWNER)
    const received = people.map(
      (one) => [one, simulator.messagesAt(customerPhone(tenant, one))] as const,
    )
    const of = (fits: (message: MessageView) => boolean) =>
      new Map(received.map(([customer, all]) => [customer, all.filter(fits)] as const))
    states.push({
      tenant,
      messages: messages.filter((message) => message.group_id === undefined),
      phones: of((message) => !isInGroup(message)),
      group: {
        messages: messages.filter((message) => message.group_id !== undefined),
        phones: of(isInGroup),
      },
      shop: simulator.messagesAt(shopPhone(tenant)).filter((message) => !isInGroup(message)),
      events: listener.arrivals(tenant),
      connection: connection.state,
      warnings,
    })
  }
  const hasNewcomer = simulator.phones().some(({ phone }) => phone === NEWCOMER_PHONE)
  const newcomer = hasNewcomer
    ? await callServer(installation.server, getTenant, { params: { tenant: NEWCOMER } })
    : undefined
  const { keyReuses, queued } = simulator.stats()
  const count = (type: 'paired' | 'unlinked'): number =>
    tenants.reduce((sum, tenant) => sum + witness.count(type, shopPhone(tenant)), 0)
  return {
    tenants: states,
    newcomer: newcomer?.connection.state,
    pairings: count('paired'),
    unlinked: count('unlinked'),
    keyReuses,
    undelivered: queued,
    struck: witness.struck,
  }
}

async function allMessages(server: ServerAddress, tenant: string): Promise<readonly Message[]> {
  const found: Message[] = []
  let after: string | null = null
  do {
    const page: { messages: Message[]; after: string | null } = await callServer(
      server,
      listTenantMessages,
      { params: { tenant }, query: { limit: '500', ...(after !== null && { after }) } },
    )
    found.push(...page.messages)
    after = page.after
  } while (after !== null)
  return found
}
