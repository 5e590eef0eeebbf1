import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Agent } from '../../../bot/agent/agent.ts'
import type { InboundMessage } from '../../../bot/channels/channel.ts'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import { asChannelMessageId, asPhone, newTenantId } from '../../../common/domain/ids.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { LabClock } from './lab-clock.ts'
import { FATES, Life, Network } from './tenant-lab.ts'
import { fc } from '../../property.ts'

/** More of them, to look for what is rare: `PROPERTY_RUNS=2000`. A failure prints its seed. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 60)
const HOUR = 3_600_000
/** All waits of a story: retries double up to five minutes. */
const LONGEST_STORY = 3 * HOUR

interface Step {
  readonly kind: 'send' | 'receive'
  readonly chat: number
  /** How many replies a turn has, and how often it fails before. */
  readonly replies: number
  readonly failures: number
  /** Somebody sets the clock before this step. */
  readonly jump: number
  /** Whether the process gets to work before the next step. */
  readonly pause: boolean
}

const step = fc.record({
  kind: fc.constantFrom('send', 'receive'),
  chat: fc.nat(2),
  replies: fc.nat(2),
  failures: fc.nat(2),
  jump: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { arbitrary: fc.constant(-20 * HOUR), weight: 1 },
  ),
  pause: fc.boolean(),
})
const story = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  /** After how many statements or calls each life ends; the last one is long enough. */
  lives: fc.array(fc.nat(120), { maxLength: 5 }),
  fates: fc.array(fc.constantFrom(...FATES), { maxLength: 12 }),
})

const byText = (one: string, other: string): number => one.localeCompare(other)

const phoneOf = (chat: number) => asPhone(`+549115555000${chat}`)

/** The customer's and the API client's side: each asks again until it is answered. */
class Story {
  readonly clock = new LabClock()
  readonly network: Network
  readonly accepted = new Map<string, string>()
  readonly #steps: readonly Step[]
  readonly #lives: number[]
  readonly #file: string
  readonly #tenantId = newTenantId()
  readonly #thoughts = new Map<string, number>()
  #life: Life

  constructor(
    file: string,
    told: { steps: readonly Step[]; lives: readonly number[]; network: Network },
  ) {
    this.#file = file
    this.#steps = told.steps
    this.#lives = [...told.lives]
    this.network = told.network
    this.#life = this.#begin()
  }

  async run(): Promise<void> {
    for (const [number, { kind, chat, jump, pause }] of this.#steps.entries()) {
      this.clock.jump(jump)
      await this.#again(async () => {
        if (kind === 'receive') return await this.#life.receive(inbound(number, chat))
        const to = phoneOf(chat)
        const text = `api ${chat} ${number}`
        const { id } = await this.#life.accept(
          { to, type: 'text', text: { body: text } },
          `key-${number}`,
        )
        const before = this.accepted.get(text)
        expect(before ?? id).toBe(id)
        this.accepted.set(text, id)
      })
      if (pause) await this.#settle()
    }
    // The network delivers again what it has no receipt for, and sometimes what it has.
    for (const [number, { kind, chat }] of this.#steps.entries()) {
      if (kind === 'receive') await this.#again(() => this.#life.receive(inbound(number, chat)))
    }
    const began = this.clock.passed
    while (!(await this.#isDone())) {
      expect(this.clock.passed - began, 'nothing is stuck').toBeLessThan(LONGEST_STORY)
      this.clock.advance()
      await this.#settle()
    }
    // One more life, without an end, to look at what is there.
    this.#lives.length = 0
    await this.#revive()
  }

  rows() {
    return this.#life.store.messages.list({ limit: 500 })
  }

  parked(): Promise<number> {
    return this.#life.store.turns.parked()
  }

  end(): Promise<void> {
    return this.#life.end()
  }

  #begin(): Life {
    const agent: Agent = { think: async ({ text }) => this.#think(text ?? '') }
    const { clock, network } = this
    const parts = { file: this.#file, tenantId: this.#tenantId, clock, network, agent }
    return new Life(parts, this.#lives.shift() ?? Number.POSITIVE_INFINITY)
  }

  #think(text: string): readonly { text: string }[] {
    const { replies = 0, failures = 0, chat = 0 } = this.#steps[Number(text)] ?? {}
    const tried = this.#thoughts.get(text) ?? 0
    this.#thoughts.set(text, tried + 1)
    if (tried < failures) throw new Error('cannot think')
    return Array.from({ length: replies }, (_, index) => ({ text: `re ${chat} ${text} ${index}` }))
  }

  async #again(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!this.#life.mortal.isDead) throw error
        await this.#revive()
      }
    }
  }

  async #settle(): Promise<void> {
    await this.#life.settle()
    if (this.#life.mortal.isDead) await this.#revive()
  }

  async #revive(): Promise<void> {
    await this.#life.end()
    this.#life = this.#begin()
  }

  async #isDone(): Promise<boolean> {
    let isDone = false
    await this.#again(async () => {
      const { outbox, turns } = this.#life.store
      const lines = await turns.due([], 9)
      isDone =
        (await outbox.depth()) === 0 && lines.length === 0 && (await turns.nextDue()) === undefined
    })
    return isDone
  }
}

const inbound = (number: number, chat: number): InboundMessage => ({
  id: asChannelMessageId(`IN${number}`),
  contact: [{ kind: 'phone', value: phoneOf(chat) }],
  name: undefined,
  address: `${phoneOf(chat)}@lab`,
  fromMe: false,
  toSelf: false,
  type: 'text',
  text: String(number),
  content: undefined,
  at: 0,
})

describe('outbox and turns through random crashes', () => {
  let folder: string
  let empty: Buffer
  let number = 0
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flotilla-crash-points-'))
    const model = openSqlite(':memory:')
    await migrate(queriesOver(model), 'bot', BOT_MIGRATIONS)
    empty = model.serialize()
    model.close()
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('keep every promise', { timeout: 60_000 + RUNS * 500 }, async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ steps, lives, fates }) => {
        number += 1
        const file = join(folder, `${number}.db`)
        writeFileSync(file, empty)
        const told = new Story(file, { steps, lives, network: new Network(fates) })
        await told.run()
        const rows = await told.rows()
        const parked = await told.parked()
        await told.end()

        // Once in, whatever was delivered again; every turn ended with exactly its replies.
        const received = [...steps.entries()].filter(([, one]) => one.kind === 'receive')
        expect(rows.filter((row) => row.direction === 'inbound').map((row) => row.text)).toEqual(
          received.map(([at]) => String(at)),
        )
        expect(parked).toBe(0)
        const replies = received.flatMap(([at, one]) =>
          Array.from({ length: one.replies }, (_, index) => `re ${one.chat} ${at} ${index}`),
        )
        const out = rows.filter((row) => row.direction === 'outbound')
        expect(out.map((row) => row.text ?? '').sort(byText)).toEqual(
          [...replies, ...told.accepted.keys()].sort(byText),
        )

        // One id for each message, ever; settled; at the network unless it was refused.
        const { handed } = told.network
        for (const row of out) {
          const tries = handed.filter((one) => one.text === row.text)
          expect(new Set(tries.map((one) => one.id))).toEqual(new Set([row.channelMessageId]))
          expect(['sent', 'failed']).toContain(row.delivery)
          expect(row.delivery === 'failed' || tries.some((one) => one.arrived)).toBe(true)
          expect(row.reason === null || row.reason === 'refused').toBe(true)
        }

        // In the order of acceptance within a chat, replies as well as what the API was given.
        for (const chat of [0, 1, 2]) {
          const arrived = [
            ...new Set(
              handed
                .filter((one) => one.arrived && one.phone === phoneOf(chat))
                .map((one) => one.text),
            ),
          ]
          const order = out
            .filter((row) => row.text?.split(' ')[1] === String(chat))
            .map((row) => row.text ?? '')
          expect(arrived).toEqual(order.filter((text) => arrived.includes(text)))
          const own = arrived.filter((text) => text.startsWith('re'))
          expect(own).toEqual(replies.filter((text) => own.includes(text)))
          const api = arrived.filter((text) => text.startsWith('api'))
          expect(api).toEqual([...told.accepted.keys()].filter((text) => api.includes(text)))
        }
      }),
      { numRuns: RUNS },
    )
  })
})
