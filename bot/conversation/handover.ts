import type { ChannelMessageId, ChatId, Phone } from '../../common/domain/ids.ts'
import { TTL } from '../../common/domain/message.ts'
import { parsePhone } from '../../common/domain/phone.ts'
import type { Country } from '../../common/domain/phone/country.ts'
import type { TenantConfig } from '../../common/domain/tenant-config.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { Repositories } from '../store/store.ts'

export interface HandoverParts {
  readonly clock: Clock
  business(): Pick<TenantConfig, 'owners' | 'language' | 'handover'>
  /** Where the owners are, for numbers that are written without their country. */
  country?(): Country | undefined
  newMessageId(): ChannelMessageId
}

const HOUR = 3_600_000
/** Of what a customer wrote, so much is told along. */
const QUOTED = 300

/**
 * A customer asked for a person: each owner is told in their chat with the bot, and the bot keeps
 * quiet in the customer's for the time of a handover, or until an owner gives it back.
 */
export async function handToHuman(
  parts: HandoverParts,
  inside: Repositories,
  { chatId, text }: { readonly chatId: ChatId; readonly text: string },
): Promise<void> {
  const { owners, handover } = parts.business()
  const now = parts.clock.now()
  const chat = await inside.contacts.chat(chatId)
  if (!chat) return
  if (handover.hours > 0) {
    await inside.silences.keep(chatId, now + handover.hours * HOUR, 'human')
  }
  const name = (await inside.contacts.view(chat.contactId))?.name ?? null
  const quoted = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text
  const told = wordsOf(parts).told({ name, phone: chat.phone, quoted, hours: handover.hours })
  for (const owner of owners) {
    const own = await inside.contacts.chatWith(chat.channel, [{ kind: 'phone', value: owner }])
    if (own.isBlocked || own.optedOut) continue
    await inside.messages.add({
      channel: chat.channel,
      chatId: own.id,
      direction: 'outbound',
      author: 'bot',
      channelMessageId: parts.newMessageId(),
      type: 'text',
      text: told,
      delivery: 'queued',
      at: now,
      expiresAt: now + TTL.usual * 1000,
    })
  }
}

/** `bot +54 9 11 …`: whoever commands the bot gives it a chat back. */
const GIVE_BACK = /^\s*bot\s*[:,]?\s*(\+?\d[\d\s().-]{5,})$/i

/** The number of the chat that a command gives back to the bot; undefined for another message. */
export function givenBack(parts: HandoverParts, text: string): Phone | undefined {
  const [, number] = GIVE_BACK.exec(text) ?? []
  return number === undefined ? undefined : parsePhone(number, parts.country?.())
}

/** The bot may answer there again. @returns what to say to whoever gave the chat back */
export async function giveBack(
  parts: HandoverParts,
  inside: Repositories,
  channel: string,
  phone: Phone,
): Promise<string> {
  const words = wordsOf(parts)
  const chat = await inside.contacts.chatAt(channel, phone)
  if (!chat) return words.noChat(phone)
  const wasSilent = chat.silentUntil !== undefined && chat.silentUntil > parts.clock.now()
  if (!wasSilent) return words.wasNotSilent(phone)
  await inside.silences.end(chat.id)
  return words.givenBack(phone)
}

interface Asked {
  readonly name: string | null
  readonly phone: Phone | null
  readonly quoted: string
  readonly hours: number
}

interface Words {
  told(asked: Asked): string
  givenBack(phone: Phone): string
  wasNotSilent(phone: Phone): string
  noChat(phone: Phone): string
}

/** Who it is, as owners know them: `Ana (+549…)`. */
const whoOf = ({ name, phone }: Asked, somebody: string): string =>
  name === null ? (phone ?? somebody) : phone === null ? name : `${name} (${phone})`

const WORDS: Readonly<Record<string, Words>> = {
  es: {
    told: (asked) =>
      [
        `🙋 ${whoOf(asked, 'Alguien')} pide hablar con una persona: «${asked.quoted}»`,
        asked.hours > 0 &&
          `El bot no responde en ese chat por ${asked.hours} h.${asked.phone ? ` Para que vuelva antes, escribe: bot ${asked.phone}` : ''}`,
      ]
        .filter((line) => line !== false)
        .join('\n'),
    givenBack: (phone) => `El bot vuelve a responder en el chat con ${phone}.`,
    wasNotSilent: (phone) => `En el chat con ${phone} el bot ya respondía.`,
    noChat: (phone) => `No hay ningún chat con ${phone}.`,
  },
  pt: {
    told: (asked) =>
      [
        `🙋 ${whoOf(asked, 'Alguém')} pede para falar com uma pessoa: «${asked.quoted}»`,
        asked.hours > 0 &&
          `O bot não responde nessa conversa por ${asked.hours} h.${asked.phone ? ` Para que volte antes, escreva: bot ${asked.phone}` : ''}`,
      ]
        .filter((line) => line !== false)
        .join('\n'),
    givenBack: (phone) => `O bot volta a responder na conversa com ${phone}.`,
    wasNotSilent: (phone) => `Na conversa com ${phone} o bot já respondia.`,
    noChat: (phone) => `Não há nenhuma conversa com ${phone}.`,
  },
  en: {
    told: (asked) =>
      [
        `🙋 ${whoOf(asked, 'Somebody')} asks for a person: «${asked.quoted}»`,
        asked.hours > 0 &&
          `The bot keeps quiet in that chat for ${asked.hours} h.${asked.phone ? ` To have it back before, write: bot ${asked.phone}` : ''}`,
      ]
        .filter((line) => line !== false)
        .join('\n'),
    givenBack: (phone) => `The bot answers in the chat with ${phone} again.`,
    wasNotSilent: (phone) => `In the chat with ${phone} the bot was answering.`,
    noChat: (phone) => `There is no chat with ${phone}.`,
  },
}

function wordsOf(parts: HandoverParts): Words {
  const words = WORDS[parts.business().language.slice(0, 2)] ?? WORDS['en']
  if (!words) throw new Error('there are no words for a handover')
  return words
}
