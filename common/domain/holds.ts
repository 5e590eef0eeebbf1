/** Why messages are held, in the words of machines. */
export const HOLD_REASONS = [
  'restricted_463',
  'new_chats_capped',
  'new_chats_today',
  'quiet_hours',
  'chat_limit',
] as const

export type HoldReason = (typeof HOLD_REASONS)[number]

const WHY: Readonly<Record<HoldReason, string>> = {
  restricted_463:
    'WhatsApp does not let this number write to people who have not written first, for now. Answers go on; what waits is sent when the restriction ends, one message first. Write by hand to nobody new until then.',
  new_chats_capped:
    'WhatsApp lets this number begin no more new chats in this period. Answers go on; what waits is sent when the next period begins.',
  new_chats_today:
    'As many new chats have been begun in 24 hours as pacing.new_chats allows. A contact who writes is answered at once.',
  quiet_hours:
    'It is night for the business: nobody who never wrote is written to in pacing.quiet_hours.',
  chat_limit:
    'This contact has been sent as much as pacing.chat allows, or as pacing.new_chats.unanswered does while it has not answered.',
}

const isHoldReason = (text: string | null): text is HoldReason =>
  HOLD_REASONS.some((reason) => reason === text)

/** A reason out of the database; one of another version is taken for a limit of the chat. */
export const asHoldReason = (text: string | null): HoldReason =>
  isHoldReason(text) ? text : 'chat_limit'

/** Why a message is held, for whoever runs the installation; null for any other reason. */
export const holdSentence = (reason: string | null): string | null =>
  isHoldReason(reason) ? WHY[reason] : null
