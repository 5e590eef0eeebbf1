import { createHash } from 'node:crypto'
import type { Message } from '../../common/contracts/messages.ts'
import type { MessageView } from '../../simulator/simulator.ts'
import { OWNER } from './plan.ts'
import { finding } from './world.ts'
import type { Finding } from './world.ts'

/**
 * Of the messages of a chat, every so manieth is a picture with its text as caption; what owners tell
 * is text.
 */
const EVERY = 4
const BYTES = 3000

export const isPicture = ({
  number,
  customer,
}: {
  readonly number: number
  readonly customer?: number
}): boolean => number % EVERY === 0 && customer !== OWNER

/** A picture that no other message has. */
export const pictureOf = (text: string): Buffer =>
  Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    Buffer.alloc(BYTES, createHash('sha256').update(text).digest()),
  ])

const hashOf = (text: string): Buffer => createHash('sha256').update(pictureOf(text)).digest()

interface Asked {
  readonly text: string
  readonly number: number
  readonly customer?: number
}

/** The bot has the picture that a customer sent, to the last byte. */
export function storedPicture(one: Asked, { image }: Message, what: string): readonly Finding[] {
  if (!isPicture(one)) return []
  const isHere = image?.state === 'stored' && image.sha256 === hashOf(one.text).toString('base64')
  return isHere ? [] : finding('wrong picture', `${what} has ${image?.state} ${image?.sha256}`)
}

/** The phone has opened the picture that was sent to it, and it is the right one. */
export function shownPicture(
  one: Asked,
  { content }: MessageView,
  what: string,
): readonly Finding[] {
  if (!isPicture(one)) return []
  const file = content?.['file']
  const isRight =
    typeof file === 'object' &&
    file !== null &&
    'sha256' in file &&
    file.sha256 === hashOf(one.text).toString('hex')
  return isRight ? [] : finding('wrong picture', `${what} shows ${JSON.stringify(file)}`)
}
