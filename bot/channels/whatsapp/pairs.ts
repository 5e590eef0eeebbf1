import type { ChannelIdentity } from '../channel.ts'
import { identityOf, jidOfDigits } from './jid.ts'
import type { KeyChanges, SessionStore } from './session-store.ts'

/** Where Baileys keeps which number belongs to which LID, both ways. */
const MAPPING = 'lid-mapping'
const BACK = '_reverse'

type Keys = Pick<SessionStore, 'readKeys' | 'writeKeys'>

/**
 * The keys of a session, with an ear for people: whatever tells Baileys that a number and a LID are
 * one account (an envelope, an answer, an app state, the history) ends in them.
 * @param heard called when it is on the disk
 */
export function hearPairs(
  session: Keys & Pick<SessionStore, 'onceCommitted'>,
  heard: (people: readonly (readonly ChannelIdentity[])[]) => void,
): Keys {
  return {
    readKeys: (type, ids) => session.readKeys(type, ids),
    writeKeys(changes, entry) {
      session.writeKeys(changes, entry)
      const people = pairsIn(changes)
      if (people.length > 0) session.onceCommitted(() => heard(people))
    },
  }
}

function pairsIn(changes: KeyChanges): readonly (readonly ChannelIdentity[])[] {
  return Object.entries(changes[MAPPING] ?? {}).flatMap(([digits, lid]) =>
    typeof lid === 'string' && !digits.endsWith(BACK) ? [pairOf(digits, lid)] : [],
  )
}

/** What a session knows of the people behind LIDs. */
export function pairsOf(
  session: Pick<SessionStore, 'readKeys'>,
  identities: readonly ChannelIdentity[],
): readonly (readonly ChannelIdentity[])[] {
  const lids = identities.filter(({ kind }) => kind === 'lid').map(({ value }) => value)
  const digits = session.readKeys(
    MAPPING,
    lids.map((lid) => `${lid}${BACK}`),
  )
  return lids.flatMap((lid) => {
    const found = digits[`${lid}${BACK}`]
    return typeof found === 'string' ? [pairOf(found, lid)] : []
  })
}

const pairOf = (digits: string, lid: string): readonly ChannelIdentity[] =>
  [identityOf(`${lid}@lid`), identityOf(jidOfDigits(digits))].filter(
    (identity) => identity !== undefined,
  )
