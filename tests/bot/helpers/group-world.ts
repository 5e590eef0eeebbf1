import type { PhoneMessage } from '../../../simulator/phones/phone-message.ts'
import { openSimulator } from '../../../simulator/simulator.ts'
import type { Simulator } from '../../../simulator/simulator.ts'
import { WELCOME, testBot } from './bot-process.ts'
import type { Answer, TestBot } from './bot-process.ts'
import { pairByQr } from './pairing.ts'
import { until } from './until.ts'

export const SHOP = '+5491155550001'
export const EVA = '+5491155550002'
export const LEO = '+5491155550003'
export const OWNER = '+5491155550009'
export const MEMBERS = [EVA, SHOP, LEO, OWNER]

export type Shown = Record<string, unknown>

/** A group of a shop, two customers and the shop's owner, and the shop's bot, linked. */
export class GroupWorld implements AsyncDisposable {
  readonly simulator: Simulator
  readonly bot: TestBot
  /** The group's address. */
  readonly group: string

  private constructor(simulator: Simulator, bot: TestBot, group: string) {
    this.simulator = simulator
    this.bot = bot
    this.group = group
  }

  static async open(seed: string, enabled: boolean): Promise<GroupWorld> {
    const simulator = await openSimulator({ seed })
    simulator.addPhone(SHOP, { name: 'La tienda' })
    simulator.addPhone(EVA, { name: 'Eva' })
    simulator.addPhone(LEO, { name: 'Leo' })
    simulator.addPhone(OWNER, { name: 'Ana' })
    const { id } = simulator.addGroup({ subject: 'Vecinos', members: MEMBERS })
    const bot = await testBot('la-tienda', simulator.wsUrl)
    const world = new GroupWorld(simulator, bot, id)
    world.#write(enabled)
    await bot.start()
    await pairByQr(simulator, bot, SHOP)
    return world
  }

  /** Changes `groups.enabled` while the bot runs. */
  async configure(enabled: boolean): Promise<void> {
    const told = () => this.bot.output.split('config.json applied').length
    const before = told()
    this.#write(enabled)
    await until(() => told() > before, 'it is told')
  }

  all(): Promise<Shown[]> {
    return this.bot.messages('?limit=500')
  }

  /** A message as the bot shows it, once it is there. @param id the network's */
  async stored(id: string): Promise<Shown> {
    let found: Shown | undefined
    const look = async () =>
      (found = (await this.all()).find((one) => one['channelMessageId'] === id)) !== undefined
    await until(look, `${id} is stored`, 15_000, () => this.bot.output.slice(-2000))
    return found ?? {}
  }

  async write(from: string, message: PhoneMessage): Promise<Shown> {
    return await this.stored((await this.simulator.send(from, this.group, message)).id)
  }

  say(from: string, text: string): Promise<Shown> {
    return this.write(from, { type: 'text', text })
  }

  post(message: object): Promise<Answer> {
    return this.bot.post('/api/messages', message)
  }

  /** @returns the id of a message that is accepted */
  async send(message: object): Promise<string> {
    const { status, body } = await this.post(message)
    if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`)
    return String(body.id)
  }

  async view(id: string): Promise<Shown> {
    return (await this.bot.get(`/api/messages/${id}`)).body
  }

  async reaches(id: string, delivery: string): Promise<void> {
    const look = async () => (await this.view(id))['delivery'] === delivery
    await until(look, `${id} is ${delivery}`, 15_000, () => this.bot.output.slice(-2000))
  }

  /** A message of the bot as it is at a phone. */
  async seenAt(phone: string, id: string) {
    const { channelMessageId } = await this.view(id)
    return this.simulator.messagesAt(phone).find((one) => one.id === channelMessageId)
  }

  #write(enabled: boolean): void {
    this.bot.configure({
      prompts: { welcome_message: WELCOME },
      bursts: { seconds: 0 },
      owners: [OWNER],
      groups: { enabled },
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bot[Symbol.asyncDispose]()
    await this.simulator[Symbol.asyncDispose]()
  }
}
