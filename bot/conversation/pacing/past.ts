import type { ChatId } from '../../../common/domain/ids.ts'
import type { Pacing } from '../../../common/domain/pacing.ts'
import { STRANGERS } from '../../store/sends.ts'
import type { SendClass } from '../../store/sends.ts'
import type { Repositories } from '../../store/store.ts'
import { covers, DAY } from './rules.ts'
import type { Past } from './rules.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const OTHERS = ['known', ...STRANGERS] as const satisfies readonly SendClass[]

/** What has been sent so far, as much of it as the limits for one message ask about. */
export async function pastOf(
  inside: Repositories,
  about: {
    readonly class: SendClass
    readonly family: readonly ChatId[]
    readonly rules: Pacing
    readonly now: number
  },
): Promise<Past> {
  const { sends } = inside
  const { class: kind, family, rules, now } = about
  const isStranger = kind === 'new' || kind === 'opening'
  const { replies_per_minute: replies, others_per_minute: others } = rules.bot
  const { per_minute: minute, per_hour: hour } = rules.chat
  const lot = kind === 'reply' ? (['reply'] as const) : OTHERS
  const last = isStranger ? await sends.lastToStranger() : undefined
  return {
    inChat: await sends.inChats(
      family,
      now - (isStranger ? DAY : HOUR),
      Math.max(minute, hour, rules.new_chats.unanswered),
    ),
    inMinute: await sends.times(lot, now - MINUTE, kind === 'reply' ? replies : others),
    openings:
      kind === 'opening' ? await sends.times(['opening'], now - DAY, rules.new_chats.per_day) : [],
    lastToStranger: last && { ...last, isSame: family.includes(last.chatId) },
    firstAt: kind === 'opening' ? await sends.firstMessageAt() : undefined,
    brake: kind === 'reply' ? undefined : await brakeFor(inside, kind),
  }
}

/** What the network has forbidden of the kind, and whether that is being tried again just now. */
export async function brakeFor(
  { brakes, sends }: Repositories,
  kind: SendClass,
): Promise<Past['brake']> {
  const brake = await brakes.current()
  if (!brake || !covers(brake, kind)) return undefined
  const braked = brake.scope === 'unasked' ? OTHERS : STRANGERS
  return { ...brake, isTrying: await sends.isTrying(braked, brake.until) }
}
