import type { Phone } from '../../../common/domain/ids.ts'
import { candidatesOf, digitsOf, phoneOfDigits } from '../../../common/domain/phone.ts'
import type { Clock } from '../../../common/kit/clock.ts'
import { SendError } from '../channel.ts'
import { boundedCache } from './bounded-cache.ts'
import { jidOfDigits, phoneOfJid, withoutDevice } from './jid.ts'
import type { WASocket } from './socket.ts'

const MINUTE = 60_000
/** An answer that has not become a chat's address yet, because nothing has been sent to it. */
const KEPT = { entries: 500, ms: 60 * MINUTE }
/** Somebody may get WhatsApp any day; whoever asks again and again within hours asks in vain. */
const BELIEVED = 6 * 60 * MINUTE

/**
 * Finds out under which of its forms WhatsApp knows a phone number. WhatsApp takes many such
 * questions for a hunt for numbers: only so many are asked per minute.
 */
export class Resolver {
  readonly #clock: Clock
  readonly #perMinute: () => number
  readonly #known: ReturnType<typeof boundedCache>
  #asked: number[] = []

  /** @param perMinute numbers that may be asked for in a minute; 0 sets no limit */
  constructor(clock: Clock, perMinute: () => number) {
    this.#clock = clock
    this.#perMinute = perMinute
    this.#known = boundedCache(clock, KEPT)
  }

  /**
   * The address of whoever has the number.
   * @throws {SendError} `rejected` for who is not on WhatsApp, which is believed for some hours;
   *   `unsent` when there is no answer, or when enough has been asked for now: it says when to come
   *   again then
   */
  async addressOf(socket: Pick<WASocket, 'onWhatsApp'>, phone: Phone): Promise<string> {
    const known = await this.#known.get<string>(phone)
    if (known !== undefined) return known
    this.#waitForTurn()
    const candidates = candidatesOf(phone).map((digits) => jidOfDigits(digits))
    const answers = await answersOf(socket, candidates)
    const address = choose(answers, candidates, phone)
    if (address === undefined) {
      const retryAt = this.#clock.now() + BELIEVED
      throw new SendError('rejected', 'not_on_whatsapp', { retryAt })
    }
    await this.#known.set(phone, address)
    return address
  }

  #waitForTurn(): void {
    const limit = this.#perMinute()
    const now = this.#clock.now()
    // A clock that was set back must not lock anybody out for longer than a minute.
    this.#asked = this.#asked.filter((at) => at > now - MINUTE && at <= now)
    const first = this.#asked[this.#asked.length - limit]
    if (limit > 0 && first !== undefined) {
      throw new SendError('unsent', 'lookups_limited', { retryAt: first + MINUTE })
    }
    this.#asked.push(now)
  }
}

type Answers = Awaited<ReturnType<WASocket['onWhatsApp']>>

async function answersOf(
  socket: Pick<WASocket, 'onWhatsApp'>,
  candidates: readonly string[],
): Promise<NonNullable<Answers>> {
  let answers: Answers
  try {
    answers = await socket.onWhatsApp(...candidates)
  } catch (error) {
    throw new SendError('unsent', 'no_answer', { cause: error })
  }
  if (!answers) throw new SendError('unsent', 'no_answer')
  return answers
}

/** WhatsApp answers with the form in which the account was registered, which is what it wants. */
function choose(
  answers: NonNullable<Answers>,
  candidates: readonly string[],
  phone: Phone,
): string | undefined {
  // A number that was stored before there were rules for it may not be canonical.
  const canonical = phoneOfDigits(digitsOf(phone))
  const owned = answers
    .filter(({ jid, exists }) => exists && phoneOfJid(jid) === canonical)
    .map(({ jid }) => withoutDevice(jid))
  return candidates.find((candidate) => owned.includes(candidate)) ?? owned[0]
}
