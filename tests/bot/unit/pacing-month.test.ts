import { expect, it } from 'vitest'
import { SendError } from '../../../bot/channels/channel.ts'
import type { ChannelMessage } from '../../../bot/channels/channel.ts'
import { quietUntil } from '../../../bot/conversation/pacing/quiet-hours.ts'
import { newChatsAllowed } from '../../../bot/conversation/pacing/rules.ts'
import type { MessageId } from '../../../common/domain/ids.ts'
import { seededRandom } from '../../../simulator/random.ts'
import { PacedWorld } from '../helpers/paced-world.ts'
import { fc } from '../../property.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ZONE = 'America/Mexico_City'

const RULES = {
  chat: { per_minute: 3, per_hour: 6 },
  bot: { replies_per_minute: 60, others_per_minute: 5 },
  new_chats: {
    per_day: 8,
    first_day: 2,
    warm_up_days: 14,
    gap_seconds: 45,
    unanswered: 2,
  },
  quiet_hours: { from: '21:00', to: '09:00' },
  restricted_minutes: 30,
}

const stranger = (index: number) => `+5491155${String(570_000 + index)}`
const customer = (index: number) => `+5491155${String(580_000 + index)}`

/** Somebody who answers and opts out and in, or never writes at all. */
interface Person {
  heardAt: number | undefined
  isOut: boolean
}

type Wants = 'an answer' | 'something'

/** What was accepted: by whom, when, and how it ended. */
interface Fate {
  readonly wants: Wants
  readonly phone: string
  readonly at: number
  readonly text: string
}

/** A month of a shop: customers write, callers write to them and to strangers, the network errs. */
class Month {
  readonly world: PacedWorld
  readonly begun: number
  readonly #random: ReturnType<typeof seededRandom>
  readonly #people = new Map<string, Person>()
  readonly #accepted = new Map<MessageId, Fate>()
  /** The network takes nothing for strangers before. */
  #restrictedUntil = 0
  #onlineSince = 0
  #strangers = 0
  #count = 0
  /** What went to people who had never written. */
  readonly #toStrangers: { at: number; phone: string; isFirst: boolean }[] = []
  /** When the network last refused somebody. */
  readonly refusals: number[] = []
  /** Sends that broke a promise. */
  readonly broken: string[] = []

  constructor(world: PacedWorld, seed: string) {
    this.world = world
    this.begun = world.now
    this.#random = seededRandom(seed)
    world.random = () => this.#random.int(1_000_000) / 1_000_000
    world.refuse = (message) => this.#judge(message)
  }

  /** Something that may happen at any time. */
  async happen(): Promise<void> {
    const dice = this.#random.int(100)
    const who = customer(this.#random.int(8))
    if (dice < 35) await this.#write(who, `m${(this.#count += 1)}`)
    else if (dice < 55) await this.#burst(who)
    else if (dice < 65) await this.#burst(stranger(this.#strangers - this.#random.int(4)))
    else if (dice < 70) for (let n = 0; n < 8; n += 1) await this.#send(customer(n))
    else if (dice < 76) await this.#campaign()
    else if (dice < 83) await this.#write(who, this.#personOf(who).isOut ? 'alta' : 'baja')
    else if (dice < 87) await this.world.restart()
    else if (dice < 97) this.#restrictedUntil = this.world.now + this.#random.int(8 * HOUR)
    else await this.#offline()
  }

  async #write(phone: string, text: string): Promise<void> {
    const person = this.#personOf(phone)
    person.heardAt = this.world.now
    if (text === 'baja') person.isOut = true
    if (text === 'alta') person.isOut = false
    await this.world.hear(text, phone)
  }

  async #send(phone: string): Promise<void> {
    const text = `a${(this.#count += 1)}`
    const ttl = [600, 6 * 3600, 86_400, 5 * 86_400][this.#random.int(4)]
    const sent = this.world.send(phone, text, ttl)
    if (this.#personOf(phone).isOut) {
      await expect(sent).rejects.toMatchObject({ code: 'contact_opted_out' })
      return
    }
    const at = this.world.now
    this.#accepted.set(await sent, { wants: 'something', phone, at, text })
  }

  async #burst(phone: string): Promise<void> {
    const size = this.#random.int(4) === 0 ? 8 : 1
    for (let n = 0; n < size; n += 1) await this.#send(phone)
  }

  async #campaign(): Promise<void> {
    for (let n = 0; n < 6; n += 1) await this.#send(stranger((this.#strangers += 1)))
  }

  async #offline(): Promise<void> {
    this.world.isOnline = false
    await this.world.pass(this.#random.int(3 * HOUR))
    this.world.isOnline = true
    this.#onlineSince = this.world.now
    await this.world.talk.store.outbox.hurry()
    this.world.wake()
  }

  #personOf(phone: string): Person {
    const known = this.#people.get(phone) ?? { heardAt: undefined, isOut: false }
    this.#people.set(phone, known)
    return known
  }

  /** The network looks at a message before it takes it. */
  #judge({ phone, content, id }: ChannelMessage): SendError | undefined {
    const { now } = this.world
    const text = 'text' in content ? content.text.body : ''
    const to = phone ?? ''
    const isNew = this.#personOf(to).heardAt === undefined
    if (isNew && this.refusals.some((at) => at > now - 30 * MINUTE && at < now)) {
      this.broken.push(`${text} to ${to} in a restriction`)
    }
    if (isNew && now < this.#restrictedUntil) {
      this.refusals.push(now)
      return new SendError('rejected', 'restricted_463')
    }
    // Nobody knows of some whether they have arrived; they come again under the same id.
    const isLost = this.#random.int(40) === 0 && !this.world.sent.some((one) => one.id === id)
    if (!isLost) this.#check(to, text, now)
    return isLost ? new SendError('unsent', 'no_answer') : undefined
  }

  #check(phone: string, text: string, now: number): void {
    const { sent } = this.world
    const person = this.#personOf(phone)
    const say = (what: string) => this.broken.push(`${text} to ${phone}: ${what}`)
    const within = (ms: number, is: (one: (typeof sent)[number]) => boolean) =>
      sent.filter((one) => one.at > now - ms && is(one)).length
    const isHere = (one: { readonly phone: string }) => one.phone === phone
    if (person.isOut && !text.includes('ALTA')) say('it has opted out')
    if (within(MINUTE, isHere) >= RULES.chat.per_minute) say('more than a minute allows')
    if (within(HOUR, isHere) >= RULES.chat.per_hour) say('more than an hour allows')
    if (person.heardAt === undefined) this.#checkStranger(phone, now, say)
    const isReply = person.heardAt !== undefined && person.heardAt > now - DAY
    if (
      !isReply &&
      within(MINUTE, (one) => one.text.startsWith('a') && this.#wasUnasked(one)) >= 5
    ) {
      say('more than a minute allows to all')
    }
    const answered = /^\((.*)\)$/.exec(text)
    if (answered) this.#checkAnswer(phone, now, say)
  }

  #wasUnasked({ phone, at }: { readonly phone: string; readonly at: number }): boolean {
    const { heardAt } = this.#personOf(phone)
    return heardAt === undefined || heardAt <= at - DAY
  }

  #checkStranger(phone: string, now: number, say: (what: string) => void): void {
    if (quietUntil(RULES.quiet_hours, ZONE, now) !== undefined) say('it is night')
    const last = this.#toStrangers.at(-1)
    if (last && last.phone !== phone && now - last.at < 30_000) say('too soon after another')
    const here = this.#toStrangers.filter((one) => one.phone === phone)
    this.#toStrangers.push({ at: now, phone, isFirst: here.length === 0 })
    if (here.filter(({ at }) => at > now - DAY).length >= RULES.new_chats.unanswered) {
      say('it has not answered')
    }
    if (here.length > 0) return
    const begun = this.#toStrangers.filter((one) => one.isFirst && one.at > now - DAY).length
    const allowed = newChatsAllowed(RULES.new_chats, now - this.begun)
    if (begun > allowed) say(`the ${begun}th new chat of ${allowed}`)
  }

  /** An answer may wait for its writer's burst, for being typed and for the limits of its own chat. */
  #checkAnswer(phone: string, now: number, say: (what: string) => void): void {
    const asked = Math.max(this.#personOf(phone).heardAt ?? 0, this.#onlineSince)
    if (now - asked <= 6000) return
    const here = this.world.sent.filter((one) => one.phone === phone && one.at > asked - HOUR)
    const isFull = here.length >= RULES.chat.per_minute
    if (!isFull) say(`an answer after ${(now - asked) / 1000} s`)
  }

  /** Everything that was accepted has an end that was told. */
  async settled(): Promise<Map<string, number>> {
    const ends = new Map<string, number>()
    const told = new Set(this.world.moved.flatMap(({ ids, to }) => ids.map((id) => `${id} ${to}`)))
    for (const id of this.#accepted.keys()) {
      const message = await this.world.talk.store.messages.view(id)
      const end = [message?.delivery, message?.reason].filter(Boolean).join(' ')
      ends.set(end, (ends.get(end) ?? 0) + 1)
      const isTold = message?.delivery === 'cancelled' || told.has(`${id} ${message?.delivery}`)
      if (!isTold) this.broken.push(`${id} ended as ${end} and nobody was told`)
    }
    return ends
  }
}

it('keeps every promise for a month of whatever happens', { timeout: 30_000 }, async () => {
  const seen = { held: 0, sentAfterHold: 0, expired: 0, refused: 0, silenced: 0 }
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 8, maxLength: 8 }), async (seed) => {
      await using world = await PacedWorld.open(RULES, { timezone: ZONE, loops: { replies: 1000 } })
      const month = new Month(world, seed)
      while (world.now < month.begun + 30 * DAY) {
        await month.happen()
        await world.pass(Math.floor(world.random() * 7 * HOUR))
      }
      world.isOnline = true
      world.refuse = () => undefined
      world.wake()
      await world.pass(6 * DAY)
      const ends = await month.settled()
      expect(month.broken).toEqual([])
      const kinds = [...ends.keys()].map((end) => end.split(' ')[0] ?? '')
      expect(kinds.filter((kind) => !['sent', 'failed', 'cancelled'].includes(kind))).toEqual([])
      const held = new Set(world.moved.filter(({ to }) => to === 'held').flatMap(({ ids }) => ids))
      const sent = new Set(world.moved.filter(({ to }) => to === 'sent').flatMap(({ ids }) => ids))
      seen.held += held.size
      seen.sentAfterHold += [...held].filter((id) => sent.has(id)).length
      seen.expired += ends.get('failed expired') ?? 0
      seen.refused += month.refusals.length
      seen.silenced += world.texts.filter((text) => text.includes('ALTA')).length
    }),
    { numRuns: 1 },
  )
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0)
})
