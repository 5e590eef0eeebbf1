import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator, SimulatorEvent, SimulatorOptions } from '../../simulator/simulator.ts'
import { BaileysClient } from './baileys-client.ts'
import type { MemoryAuth } from './baileys-client.ts'

export const SHOP = '+5215500000001'
export const ANA = '+5215500000002'
export const LUIS = '+5215500000003'

/** A simulator with a shop and two customers, and the Baileys clients a test opens in it. */
export class World implements AsyncDisposable {
  readonly sim: Simulator
  readonly #clients: BaileysClient[] = []

  private constructor(sim: Simulator) {
    this.sim = sim
  }

  static async open(options: SimulatorOptions = {}): Promise<World> {
    const sim = await openSimulator({ seed: 'test', ...options })
    if (sim.phones().length === 0) {
      sim.addPhone(SHOP, { name: 'Shop' })
      sim.addPhone(ANA, { name: 'Ana' })
      sim.addPhone(LUIS, { name: 'Luis', addressing: 'pn' })
    }
    return new World(sim)
  }

  client(auth?: MemoryAuth, options?: object): BaileysClient {
    const client = new BaileysClient(this.sim.wsUrl, auth, options)
    this.#clients.push(client)
    return client
  }

  /** A bot linked to a phone, logged in and past its first sync. */
  async bot(phone = SHOP): Promise<BaileysClient> {
    const since = this.sim.lastEvent
    const client = await this.client().pair((qr) => this.sim.scan(phone, qr))
    const device = this.sim
      .phones()
      .find((view) => view.phone === phone)
      ?.devices.at(-1)?.device
    await this.event('active', { phone, device }, since)
    // Until it has synced for the first time Baileys holds its events back.
    await client.until('the first sync', () => client.auth.creds.accountSyncCounter > 0)
    return client
  }

  /** Waits for an event of a type with these fields. */
  event<T extends SimulatorEvent['type']>(
    type: T,
    fields: object = {},
    since?: number,
  ): Promise<SimulatorEvent & { type: T }> {
    const fits = (event: SimulatorEvent): boolean =>
      event.type === type &&
      Object.entries(fields).every(([name, value]) => Reflect.get(event, name) === value)
    return this.sim.waitFor(fits, 10_000, since) as Promise<SimulatorEvent & { type: T }>
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client.end()
    await this.sim[Symbol.asyncDispose]()
  }
}

export const pn = (phone: string): string => `${phone.replace('+', '')}@s.whatsapp.net`
