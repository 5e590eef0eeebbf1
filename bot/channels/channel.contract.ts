import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phone } from '../../common/domain/ids.ts'
import type { Delivery } from '../../common/domain/message.ts'
import { SendError } from './channel.ts'
import type { Channel, ChannelEvents, InboundMessage } from './channel.ts'

/** A channel and the network at its other end, as the suite needs them. */
export interface ChannelWorld extends AsyncDisposable {
  readonly channel: Channel
  /** Somebody on the network whom the channel has not met. */
  readonly contact: Phone
  /** A number that nobody on the network has. */
  readonly nobody: Phone
  /** Whatever it takes until messages can go through; the channel has been started. */
  connect(): Promise<void>
  /** The contact writes to us. */
  write(text: string): Promise<void>
  /** What the contact has got of us, each message once however often it came. */
  arrived(): readonly { readonly id: string; readonly text: string }[]
  /** The contact reads what it has got. */
  read(): Promise<void>
}

/** Remembers everything that a channel tells. */
class Listener implements ChannelEvents {
  readonly received: InboundMessage[] = []
  readonly progressed: { readonly id: string; readonly delivery: Delivery }[] = []
  count = 0

  async receive(message: InboundMessage): Promise<void> {
    this.count += 1
    this.received.push(message)
  }

  async progress(ids: readonly string[], delivery: Delivery): Promise<void> {
    this.count += 1
    for (const id of ids) this.progressed.push({ id, delivery })
  }

  async learned(): Promise<void> {
    this.count += 1
  }

  async named(): Promise<void> {
    this.count += 1
  }

  async limited(): Promise<void> {
    this.count += 1
  }

  changed(): void {
    this.count += 1
  }

  async poll(): Promise<undefined> {
    return undefined
  }

  async recall(): Promise<undefined> {
    return undefined
  }

  async history(): Promise<void> {}
}

const PATIENCE = 15_000

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: PATIENCE, interval: 20 }).toBe(true)
}

/** What every channel promises to the bot, whatever its network; each channel's tests run it. */
export function channelContract(name: string, open: () => Promise<ChannelWorld>): void {
  describe(`the channel ${name}`, () => {
    let opened: ChannelWorld
    const told = new Listener()
    const world = () => opened

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened[Symbol.asyncDispose]())

    beforeItIsOpen(world)
    openingIt(world, told)
    talking(world, told)
    followingUp(world, told)
    endingIt(world, told)
  })
}

function beforeItIsOpen(world: () => ChannelWorld): void {
  it('has a name, a state and ids before anything else', () => {
    const { channel } = world()
    expect(channel.name).toMatch(/^[a-z][a-z-]+$/)
    expect(channel.connection()).toMatchObject({ sentence: expect.stringMatching(/\.$/) })
    expect(channel.warnings()).toEqual([])
    expect(new Set([...Array(1000)].map(() => channel.newMessageId())).size).toBe(1000)
  })

  it('says that a message has not left while there is no connection', async () => {
    const error = await sendTo(world().channel, world().contact, 'too early').catch(
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(SendError)
    expect(error).toMatchObject({ fate: 'unsent' })
  })
}

function openingIt(world: () => ChannelWorld, told: Listener): void {
  it('starts without waiting for the network, and tells when it is open', async () => {
    await world().channel.start(told)
    await world().connect()
    await until(() => world().channel.connection().state === 'open')
    expect(told.count).toBeGreaterThan(0)
  })
}

function talking(world: () => ChannelWorld, told: Listener): void {
  it('hands over what a contact writes, with all it takes to answer', async () => {
    await world().write('good morning')
    await until(() => told.received.length > 0)
    const [message] = told.received
    expect(message).toMatchObject({
      type: 'text',
      text: 'good morning',
      fromMe: false,
      toSelf: false,
    })
    expect(message?.contact.length).toBeGreaterThan(0)
    expect(Math.abs((message?.at ?? 0) - Date.now())).toBeLessThan(60_000)
    const id = world().channel.newMessageId()
    const address = message?.address ?? null
    await world().channel.send({ ...saying('and to you'), id, address, phone: null })
    await until(() =>
      world()
        .arrived()
        .some((one) => one.text === 'and to you'),
    )
  })

  it('sends to a number, again under the same id, and it is one message there', async () => {
    const first = await sendTo(world().channel, world().contact, 'once')
    const again = await world().channel.send({ ...first.message, address: first.address })
    expect(again.address).toBe(first.address)
    await sendTo(world().channel, world().contact, 'and then')
    await until(() =>
      world()
        .arrived()
        .some(({ text }) => text === 'and then'),
    )
    const copies = world()
      .arrived()
      .filter(({ text }) => text === 'once')
    expect(copies.map(({ id }) => id)).toEqual([first.message.id])
  })
}

function followingUp(world: () => ChannelWorld, told: Listener): void {
  it('tells how far a message has come', async () => {
    const { message } = await sendTo(world().channel, world().contact, 'please read')
    const has = (delivery: Delivery) =>
      told.progressed.some((one) => one.id === message.id && one.delivery === delivery)
    await until(() => has('delivered'))
    await world().read()
    await until(() => has('read'))
  })

  it('says that a message to nobody is refused for good', async () => {
    const error = await sendTo(world().channel, world().nobody, 'hello?').catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ fate: 'rejected', reason: expect.stringMatching(/^\w+$/) })
  })
}

function endingIt(world: () => ChannelWorld, told: Listener): void {
  it('ends, says so, and tells nothing any more', async () => {
    const begun = performance.now()
    await world().channel[Symbol.asyncDispose]()
    expect(performance.now() - begun).toBeLessThan(4000)
    expect(world().channel.connection().state).toBe('stopped')
    const { count } = told
    await world().write('is anybody there?')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(told.count).toBe(count)
    await expect(sendTo(world().channel, world().contact, 'too late')).rejects.toMatchObject({
      fate: 'unsent',
    })
  })
}

const saying = (body: string) => ({
  content: { type: 'text', text: { body } } as const,
  at: Date.now(),
})

async function sendTo(channel: Channel, phone: Phone, text: string) {
  const message = { ...saying(text), id: channel.newMessageId(), address: null, phone }
  return { message, ...(await channel.send(message)) }
}
