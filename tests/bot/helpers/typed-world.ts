import { expect } from 'vitest'
import type { PhoneMessage, Wrapping } from '../../../simulator/phones/phone-message.ts'
import { openSimulator } from '../../../simulator/simulator.ts'
import type { MessageView, Simulator } from '../../../simulator/simulator.ts'
import { testBot } from './bot-process.ts'
import type { TestBot } from './bot-process.ts'
import { pairByQr } from './pairing.ts'
import { until } from './until.ts'

export const SHOP = '+5491155550001'
export const EVA = '+5491123456789'

type Shown = Record<string, unknown>
type Stored = Shown & { readonly id: string; readonly channelMessageId: string }

/** A paired bot and one customer's phone, for messages of every type. */
export class TypedWorld implements AsyncDisposable {
  readonly simulator: Simulator
  readonly bot: TestBot

  private constructor(simulator: Simulator, bot: TestBot) {
    this.simulator = simulator
    this.bot = bot
  }

  static async open(config: object = {}, env: Record<string, string> = {}): Promise<TypedWorld> {
    const simulator = await openSimulator({ seed: 'types' })
    simulator.addPhone(SHOP, { name: 'La tienda' })
    simulator.addPhone(EVA, { name: 'Eva' })
    const bot = await testBot('la-tienda', simulator.wsUrl)
    Object.assign(bot.env, env)
    const world = new TypedWorld(simulator, bot)
    world.configure(config)
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    return world
  }

  /** Writes `config.json`, which the bot reads again at once. */
  configure(config: object): void {
    const quiet = { prompts: { welcome_message: '' }, bursts: { seconds: 0 } }
    this.bot.configure({ ...quiet, ...config })
  }

  /**
   * Posts a message and waits until the customer's phone has it.
   * @param patience in milliseconds
   */
  async send(
    message: object,
    patience?: number,
  ): Promise<{ id: string; seen: MessageView; view: Shown }> {
    const { status, body } = await this.bot.post('/api/messages', message)
    expect([status, body]).toEqual([202, { id: expect.any(String), delivery: 'queued' }])
    return { id: body.id, ...(await this.arrival(body.id, patience)) }
  }

  async arrival(id: string, patience = 15_000): Promise<{ seen: MessageView; view: Shown }> {
    let view: Shown = {}
    let seen: MessageView | undefined
    await until(
      async () => {
        view = await this.view(id)
        seen = this.seenAt(EVA, String(view['channelMessageId']))
        return seen !== undefined && view['delivery'] === 'delivered'
      },
      `${id} has arrived`,
      patience,
      () => JSON.stringify(view),
    )
    if (!seen) throw new Error('nothing has arrived')
    expect(seen.copies).toBe(1)
    return { seen, view }
  }

  /** Lets somebody do something on a phone and waits until the bot has stored it. */
  async write(message: PhoneMessage, wrap?: Wrapping, from = EVA): Promise<Stored> {
    const to = from === EVA ? SHOP : EVA
    const { id } = await this.simulator.send(from, to, message, wrap)
    let found: Shown | undefined
    await until(async () => {
      found = (await this.bot.messages('?limit=500')).find((one) => one['channelMessageId'] === id)
      return found !== undefined
    }, `${id} is stored`)
    return found as Stored
  }

  async view(id: string): Promise<Shown> {
    return (await this.bot.get(`/api/messages/${id}`)).body
  }

  seenAt(phone: string, id: string): MessageView | undefined {
    return this.simulator.messagesAt(phone, 'all').find((one) => one.id === id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bot[Symbol.asyncDispose]()
    await this.simulator[Symbol.asyncDispose]()
  }
}
