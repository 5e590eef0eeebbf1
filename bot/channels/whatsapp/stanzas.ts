import type { BinaryNode } from '@whiskeysockets/baileys'
import { isGroup, isPerson } from './jid.ts'
import type { WASocket } from './socket.ts'

/** Where stanzas come in, as Baileys listens to it. */
export interface StanzaSource {
  listeners(event: string): Function[]
  removeAllListeners(event: string): unknown
  on(event: string, listener: (stanza: BinaryNode) => void): unknown
}

/**
 * Puts work between a kind of stanza and Baileys' own handling of it.
 * @param look returns what to wait for before Baileys sees the stanza; undefined lets it see it at
 *   once; `false`, also as a promise's result, keeps it from Baileys
 */
export function standBefore(
  source: StanzaSource,
  event: string,
  look: (stanza: BinaryNode) => Promise<boolean> | false | undefined,
): void {
  const theirs = source.listeners(event)
  source.removeAllListeners(event)
  const passOn = (stanza: BinaryNode): void => {
    for (const listener of theirs) Reflect.apply(listener, source, [stanza])
  }
  source.on(event, (stanza) => {
    const found = look(stanza)
    if (found === undefined) passOn(stanza)
    else if (found !== false) void found.then((goesOn) => goesOn && passOn(stanza))
  })
}

/** What is no message between people: status, channels, and groups unless they are wanted. */
export const isIgnored = (from: string | undefined, withGroups = false): boolean =>
  from !== undefined &&
  from.includes('@') &&
  from !== '@s.whatsapp.net' &&
  !isPerson(from) &&
  !(withGroups && isGroup(from))

/**
 * Acknowledges messages that the bot has no use for and drops them, before anybody tries to decrypt
 * them. Baileys would call each of them an error, and the server keeps count.
 */
export function dropIgnored(
  source: StanzaSource,
  acknowledge: WASocket['sendMessageAck'],
  failed: (error: unknown) => void,
  withGroups: () => boolean = () => false,
): void {
  standBefore(source, 'CB:message', (stanza) => {
    if (!isIgnored(stanza.attrs['from'], withGroups())) return undefined
    void acknowledge(stanza).catch(failed)
    return false
  })
}
