import { createCipheriv } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'
import { addressOf, e164 } from '../accounts/account.ts'
import type { Account } from '../accounts/account.ts'
import { hkdf } from '../keys.ts'
import type { Random } from '../random.ts'
import type { Queued } from '../store/queue-rows.ts'
import { parseJid } from '../wire/jid.ts'
import { attr, child, el } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'
import { filePartOf } from './phone-files.ts'
import type { PhoneParts } from './phone-parts.ts'
import { seconds } from './phone-parts.ts'

const { SUCCESS, NOT_FOUND } = proto.MediaRetryNotification.ResultType

/** A companion misses a file on the media host: the phone brings it again, and tells where it is. */
export function bringAgain(parts: PhoneParts, owner: Account, { seq, id, stanza }: Queued): void {
  const { messages, media, faults, events, queue, mailboxes, directory, transaction } = parts
  const device = parseJid(attr(stanza, 'from'))?.device ?? 0
  const about = child(stanza, 'rmr')
  const direction = attr(about, 'from_me') === 'true' ? 'sent' : 'received'
  const payload = messages.byId(owner.phone, direction, id)?.payload
  const file = payload ? filePartOf(payload) : undefined
  const isUnwilling = faults.take('media-unwilling', owner.phone) !== undefined
  const directPath = file && !isUnwilling ? media.revive(file.directPath) : undefined
  transaction(() => {
    queue.drop(seq)
    const answer = {
      stanzaId: id,
      directPath: directPath ?? null,
      result: directPath ? SUCCESS : NOT_FOUND,
    }
    const told = file && seal(answer, file.said.mediaKey, id, directory.randomOf(owner.phone))
    const notification = el(
      'notification',
      { from: addressOf(owner, 'pn'), id, type: 'mediaretry', t: seconds(parts.clock) },
      [told ?? el('error', { code: NOT_FOUND }), el('rmr', { ...about?.attrs })],
    )
    mailboxes.post(owner.phone, device, 'notification', id, notification)
  })
  const given = directPath !== undefined
  events.report({ type: 'media-asked', phone: e164(owner.phone), device, id, given })
}

function seal(
  answer: proto.IMediaRetryNotification,
  mediaKey: Buffer,
  id: string,
  random: Random,
): Node {
  const key = hkdf(mediaKey, 32, Buffer.alloc(0), 'WhatsApp Media Retry Notification')
  const iv = random.bytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id))
  const plain = proto.MediaRetryNotification.encode(answer).finish()
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return el('encrypt', {}, [el('enc_p', {}, sealed), el('enc_iv', {}, iv)])
}
