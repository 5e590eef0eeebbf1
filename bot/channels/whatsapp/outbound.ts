import { createHmac } from 'node:crypto'
import type { proto } from '@whiskeysockets/baileys'

/**
 * A text as WhatsApp carries it. The same id always gives the same bytes, so that a message that is
 * sent again is the same message.
 * @param secret what only this session knows; the message's own secret is derived from it
 */
export function toWhatsApp(
  message: { readonly id: string; readonly text: string },
  secret: string,
): proto.IMessage {
  return {
    extendedTextMessage: { text: message.text },
    messageContextInfo: {
      messageSecret: createHmac('sha256', secret).update(`message ${message.id}`).digest(),
    },
  }
}
